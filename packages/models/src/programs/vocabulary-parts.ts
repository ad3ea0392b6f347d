/** Rows `begin` to `begin + size` of the output matrix, known to the head's programs as `name`. */
export interface VocabularyPart {
  readonly name: string;
  readonly begin: number;
  readonly size: number;
}

/** Words that the head looks at together: with 256 slots, 4 MB of logits. */
const defaultPartSize = 4096;

/** The vocabulary in nearly equal parts, as few as can be. */
export function vocabularyParts(vocabSize: number, partSize = defaultPartSize): VocabularyPart[] {
  const count = Math.ceil(vocabSize / partSize);
  const boundary = (index: number) => Math.round((index * vocabSize) / count);
  return Array.from({ length: count }, (_, index) => ({
    name: `lmHead_${index}`,
    begin: boundary(index),
    size: boundary(index + 1) - boundary(index),
  }));
}
