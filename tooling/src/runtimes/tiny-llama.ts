import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { initialWeights } from "../demo/model/initial-weights.ts";
import { encodeSafetensors } from "../demo/model/safetensors.ts";
import { createRandom } from "../demo/random.ts";

/** config.json of a Llama of random weights with what a large one has: several layers, grouped queries, tied embeddings. */
const config = {
  architectures: ["LlamaForCausalLM"],
  model_type: "llama",
  vocab_size: 96,
  hidden_size: 32,
  intermediate_size: 88,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 64,
  hidden_act: "silu",
  rms_norm_eps: 1e-5,
  rope_theta: 10_000,
  tie_word_embeddings: true,
  torch_dtype: "float32",
};

/** Paths of a model and of rows to train and to test it on. */
export interface TinyInputs {
  readonly model: string;
  readonly trainFile: string;
  readonly testFile: string;
}

/** Writes `model`, a Hugging Face folder without a tokenizer, and `train.json` and `test.json`, rows of tokens for it. */
export async function writeTinyInputs(folder: string): Promise<TinyInputs> {
  const inputs = {
    model: join(folder, "model"),
    trainFile: join(folder, "train.json"),
    testFile: join(folder, "test.json"),
  };
  const weights = encodeSafetensors(initialWeights(config, createRandom(1), 0.1));
  await mkdir(inputs.model, { recursive: true });
  await writeFile(join(inputs.model, "config.json"), JSON.stringify(config));
  await writeFile(join(inputs.model, "model.safetensors"), weights);
  await writeFile(inputs.trainFile, JSON.stringify(randomRows(16, 2)));
  await writeFile(inputs.testFile, JSON.stringify(randomRows(4, 3)));
  return inputs;
}

/** Rows of different lengths, the first four positions of each without a label. */
function randomRows(count: number, seed: number): { input_ids: number[]; labels: number[] }[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const input_ids = Array.from({ length: random.integer(8, 24) }, () => random.integer(0, config.vocab_size - 1));
    return { input_ids, labels: input_ids.map((id, position) => (position < 4 ? -100 : id)) };
  });
}
