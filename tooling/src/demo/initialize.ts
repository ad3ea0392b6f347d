import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { demoTokenizer } from "./bpe.ts";
import { initialWeights } from "./model/initial-weights.ts";
import { LLAMA_CONFIG } from "./model/llama-config.ts";
import { encodeSafetensors } from "./model/safetensors.ts";
import { createRandom } from "./random.ts";
import { SETTINGS } from "./settings.ts";

/** Writes a model that has learnt nothing yet, with its tokenizer, as a Hugging Face folder. */
export async function writeInitialModel(folder: string): Promise<void> {
  const { seed, standardDeviation } = SETTINGS.initialize;
  const { bos_token_id, eos_token_id, pad_token_id } = LLAMA_CONFIG;
  const documents = {
    "config.json": LLAMA_CONFIG,
    "generation_config.json": { bos_token_id, eos_token_id, pad_token_id },
    ...demoTokenizer(),
  };
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(documents))
    await writeFile(join(folder, name), `${JSON.stringify(content, null, 1)}\n`);
  const weights = initialWeights(LLAMA_CONFIG, createRandom(seed), standardDeviation);
  await writeFile(join(folder, "model.safetensors"), encodeSafetensors(weights));
}

if (import.meta.main) {
  const folder = process.argv[2] ?? "runs/demo-recipe/initial";
  await writeInitialModel(folder);
  console.log(`wrote ${folder}`);
}
