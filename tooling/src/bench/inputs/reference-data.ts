import { existsSync } from "node:fs";
import { join } from "node:path";

/** Real rows and a tokenizer for them. */
export interface ReferenceData {
  readonly alpaca: string;
  /** Folder of Llama 2's tokenizer. */
  readonly tokenizer: string;
  /** Folder of SmolLM2's tokenizer. */
  readonly chatTokenizer: string;
}

/** Reference data beside the checkout; null where it is not all there. */
export function findReferenceData(root: string): ReferenceData | null {
  const data = join(root, "..", "shared", "data");
  const alpaca = join(data, "instruct", "alpaca", "alpaca_random_9k.json");
  const tokenizer = join(data, "derived", "tokenizers", "llama2_from_sp");
  const chatTokenizer = join(data, "models", "smollm2-135m-instruct");
  const isThere = [alpaca, ...[tokenizer, chatTokenizer].map((folder) => join(folder, "tokenizer.json"))].every(
    existsSync,
  );
  return isThere ? { alpaca, tokenizer, chatTokenizer } : null;
}
