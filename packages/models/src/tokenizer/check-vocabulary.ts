/** Kinds of tokenizer that the library knows. Of any other it makes one that gives hardly a token, and says nothing. */
const knownTypes: readonly unknown[] = ["BPE", "Unigram", "WordPiece", "WordLevel"];

/** @throws Error when tokenizer.json's `model` is of no known kind, or has no vocabulary that text can be made tokens with */
export function checkVocabulary(json: unknown): void {
  const { model } = (json ?? {}) as { model?: { type?: unknown; vocab?: unknown } | null };
  const { type, vocab } = model ?? {};
  // Files of some years ago name no kind.
  if (type !== undefined && !knownTypes.includes(type))
    throw new Error(`its model is ${JSON.stringify(type)}, and ${knownTypes.join(", ")} are known`);
  if (typeof vocab !== "object" || vocab === null || Object.keys(vocab).length === 0)
    throw new Error("its model has no vocabulary");
  const isEntry = Array.isArray(vocab) ? isScored : isId;
  if (!Object.values(vocab).every(isEntry)) throw new Error("its vocabulary is damaged");
}

/** Unigram: token and score. */
function isScored(entry: unknown): boolean {
  return Array.isArray(entry) && typeof entry[0] === "string" && typeof entry[1] === "number";
}

function isId(entry: unknown): boolean {
  return Number.isSafeInteger(entry) && (entry as number) >= 0;
}
