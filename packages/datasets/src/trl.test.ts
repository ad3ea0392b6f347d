import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AutoTokenizer, env } from "@huggingface/transformers";
import { beforeAll, describe, expect, test } from "vitest";
import { alpaca } from "./formats/alpaca.ts";
import { type PrepareOptions, prepareDataset } from "./index.ts";
import { countLabels } from "./labels.ts";
import type { Tokenizer } from "./tokenizer.ts";

const data = join(import.meta.dirname, "../../../../shared/data");
const expectedPath = join(data, "golden/trl_sft/expected.json");
const rowsPath = join(data, "instruct/alpaca/alpaca_random_9k.json");
const models = join(data, "derived/models");
const missing = [expectedPath, rowsPath, join(models, "stories260K_hf")].some((path) => !existsSync(path));

interface Run {
  config: { max_length: number; completion_only_loss: boolean; per_device_train_batch_size: number };
  first_sample: { input_ids: number[]; labels: number[] };
  log: { step: number; num_tokens?: number }[];
  eval_start: { labelled_tokens: number; samples_without_labels: number };
}

describe.skipIf(missing)("tokens and labels are those of TRL 1.16 (golden/trl_sft)", () => {
  let runs: Record<string, Run>;
  let rows: unknown[];
  let tokenizer: Tokenizer;

  beforeAll(async () => {
    runs = JSON.parse(readFileSync(expectedPath, "utf8")).runs;
    rows = JSON.parse(readFileSync(rowsPath, "utf8")).slice(0, 112);
    env.allowRemoteModels = false;
    env.localModelPath = models;
    const loaded = await AutoTokenizer.from_pretrained("stories260K_hf");
    tokenizer = {
      encode: (text) => loaded.encode(text),
      decode: (ids) => loaded.decode(Array.from(ids)),
      eosTokenId: 2,
      padTokenId: 0,
    };
  });

  const optionsOf = ({ config }: Run): PrepareOptions => ({
    tokenizer,
    maxLength: config.max_length,
    completionOnlyLoss: config.completion_only_loss,
  });

  test.each(["full", "all_tokens_linear"])("the first row of %s", async (name) => {
    const run = runs[name]!;
    const { examples } = await prepareDataset(alpaca(rows.slice(0, 1)), optionsOf(run));
    expect([...examples[0]!.inputIds]).toEqual(run.first_sample.input_ids);
    expect([...examples[0]!.labels]).toEqual(run.first_sample.labels);
  });

  test.each(["full", "all_tokens_linear"])("the token count after each step of %s", async (name) => {
    const run = runs[name]!;
    const { examples, dropped, warnings } = await prepareDataset(alpaca(rows.slice(0, 80)), optionsOf(run));
    expect([examples.length, dropped, warnings]).toEqual([80, [], []]);
    const logged = run.log.flatMap(({ step, num_tokens }) => (num_tokens === undefined ? [] : [[step, num_tokens]]));
    const counted = logged.map(([step]) => {
      const seen = examples.slice(0, step! * run.config.per_device_train_batch_size);
      return [step, seen.reduce((sum, { inputIds }) => sum + inputIds.length, 0)];
    });
    expect(logged.length).toBe(20);
    expect(counted).toEqual(logged);
  });

  test.each(["full", "all_tokens_linear"])("the labels of the test rows of %s", async (name) => {
    const run = runs[name]!;
    const { examples, dropped } = await prepareDataset(alpaca(rows.slice(80)), optionsOf(run));
    const labels = examples.reduce((sum, example) => sum + countLabels(example.labels), 0);
    expect(labels).toBe(run.eval_start.labelled_tokens);
    expect(dropped).toHaveLength(run.eval_start.samples_without_labels);
  });
});
