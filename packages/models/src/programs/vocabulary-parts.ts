/** Words `begin` to `begin + size`, and so these rows of the output matrix. */
export interface VocabularyPart {
  readonly begin: number;
  readonly size: number;
}

/** Words that the head looks at together: with 256 slots, 2 MB of logits. */
const defaultPartSize = 2048;

/**
 * The vocabulary in parts of one size, each of which runs the same programs; the last is smaller where no number of parts
 * divides the words. There are as few as can be, or up to a quarter more where that makes them equal.
 */
export function vocabularyParts(vocabSize: number, partSize = defaultPartSize): VocabularyPart[] {
  const fewest = Math.ceil(vocabSize / partSize);
  let count = fewest;
  while (vocabSize % count !== 0 && count <= fewest * 1.25) count++;
  if (vocabSize % count !== 0 || count > fewest * 1.25) count = fewest;
  const size = Math.ceil(vocabSize / count);
  return Array.from({ length: count }, (_, index) => ({
    begin: index * size,
    size: Math.min(size, vocabSize - index * size),
  }));
}
