import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { alpacaPrompt } from "@neftune/datasets";
import { demoCorpus } from "./corpus.ts";
import { demoInstructions } from "./instructions.ts";
import { LLAMA_CONFIG } from "./model/llama-config.ts";
import { ASSETS, SETTINGS } from "./settings.ts";
import { trainBytePairEncoding } from "./tokenizer/byte-pair-encoding.ts";
import { SPECIAL_TOKENS, tokenizerConfig, tokenizerJson } from "./tokenizer/tokenizer-files.ts";

/** Trains the demo's tokenizer on the corpus and on the prompts of the training rows; gives the files' contents by name. */
export function demoTokenizer(): Record<string, object> {
  const prompts = demoInstructions().train.map((row) => alpacaPrompt({ type: "instruction", ...row }).prompt);
  const texts = [...demoCorpus(), ...Array(SETTINGS.promptRepeats).fill(prompts).flat()];
  const size = SETTINGS.vocabularySize - Object.keys(SPECIAL_TOKENS).length;
  return {
    "tokenizer.json": tokenizerJson(trainBytePairEncoding(texts, size)),
    "tokenizer_config.json": tokenizerConfig(LLAMA_CONFIG.max_position_embeddings),
  };
}

if (import.meta.main) {
  const folder = process.argv[2] ?? join(ASSETS, "model");
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(demoTokenizer())) {
    await writeFile(join(folder, name), `${JSON.stringify(content, null, 1)}\n`);
    console.log(`wrote ${join(folder, name)}`);
  }
}
