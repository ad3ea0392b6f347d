import { existsSync } from "node:fs";
import { join } from "node:path";

/** Real tokenizers, by the model that they belong to; the first is measured first. */
const folders = {
  SmolLM2: "models/smollm2-135m-instruct",
  "Llama 2": "derived/tokenizers/llama2_from_sp",
  "Llama 3.1": "tokenizers/llama3_1",
  "Qwen 2.5": "tokenizers/qwen2_5",
  "GPT-2": "tokenizers/gpt2",
};

/** Name and folder of the tokenizers that lie beside the checkout. */
export function findTokenizers(root: string): { name: string; folder: string }[] {
  return Object.entries(folders)
    .map(([name, path]) => ({ name, folder: join(root, "..", "shared", "data", path) }))
    .filter(({ folder }) => existsSync(join(folder, "tokenizer.json")));
}
