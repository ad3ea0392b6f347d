import { existsSync } from "node:fs";
import { join } from "node:path";

/** Real rows and a tokenizer for them. */
export interface ReferenceData {
  readonly alpaca: string;
  /** Folder of Llama 2's tokenizer. */
  readonly tokenizer: string;
}

/** Reference data beside the checkout; null where it is not all there. */
export function findReferenceData(root: string): ReferenceData | null {
  const data = join(root, "..", "shared", "data");
  const alpaca = join(data, "instruct", "alpaca", "alpaca_random_9k.json");
  const tokenizer = join(data, "derived", "tokenizers", "llama2_from_sp");
  return existsSync(alpaca) && existsSync(join(tokenizer, "tokenizer.json")) ? { alpaca, tokenizer } : null;
}
