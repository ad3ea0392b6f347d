import { CheckpointError } from "../errors/checkpoint-error.ts";

/** Kinds of tokenizer that the library knows. Of any other it makes one that gives hardly a token, and says nothing. */
const knownTypes: readonly unknown[] = ["BPE", "Unigram", "WordPiece", "WordLevel"];

/** A token's id is below this: thirty times the largest public vocabulary. */
const maxTokenId = 1 << 23;

/** @throws CheckpointError when tokenizer.json's `model` is of no known kind, or has no vocabulary that text can be made tokens with */
export function checkVocabulary(json: object, path: string): void {
  const { model, added_tokens } = json as {
    model?: { type?: unknown; vocab?: unknown } | null;
    added_tokens?: unknown;
  };
  const { type, vocab } = model ?? {};
  // Files of some years ago name no kind.
  if (type !== undefined && !knownTypes.includes(type))
    throw new CheckpointError(`${path}: its model is ${JSON.stringify(type)}, and ${knownTypes.join(", ")} are known`);
  if (typeof vocab !== "object" || vocab === null || Object.keys(vocab).length === 0)
    throw new CheckpointError(`${path}: its model has no vocabulary`);
  const isEntry = Array.isArray(vocab) ? isScored : isId;
  if (!Object.values(vocab).every(isEntry)) throw new CheckpointError(`${path}: its vocabulary is damaged`);
  if (!Array.isArray(added_tokens ?? []) || !((added_tokens ?? []) as unknown[]).every(isAddedToken))
    throw new CheckpointError(`${path}: its added tokens are damaged`);
}

/** Unigram: token and score. */
function isScored(entry: unknown): boolean {
  return Array.isArray(entry) && typeof entry[0] === "string" && typeof entry[1] === "number";
}

function isAddedToken(token: unknown): boolean {
  const { id, content } = (token ?? {}) as { id?: unknown; content?: unknown };
  return isId(id) && typeof content === "string" && content !== "";
}

/** Whether this can be a token's id. */
export function isId(id: unknown): boolean {
  return Number.isSafeInteger(id) && (id as number) >= 0 && (id as number) < maxTokenId;
}
