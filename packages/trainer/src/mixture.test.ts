import { alpaca, prepareDataset, tokens } from "@neftune/datasets";
import { temporaryFolder } from "@neftune/models/fixtures";
import { describe, expect, test } from "vitest";
import { tinyRows, trainTiny } from "./fixtures/train-tiny.ts";
import { type DatasetMixture, joinPrepared } from "./mixture.ts";
import { prepareTrainingData } from "./training-data.ts";

const config = {
  maxLength: 8,
  completionOnlyLoss: null,
  assistantOnlyLoss: null,
  testSize: null,
  seed: 42,
  trainEvalSamples: 3,
  groupDuplicates: false,
  onLeak: "ignore" as const,
};
/** Rows that begin with a token of their set. */
const set = (first: number, count: number) =>
  tokens(Array.from({ length: count }, (_, row) => ({ input_ids: [first, row, 1] })));
const prepare = (mixture: DatasetMixture, more: Partial<typeof config> | { testSize: number } = {}) =>
  prepareTrainingData(mixture, null, { ...config, ...more }, {});
const firsts = (examples: readonly { inputIds: Int32Array }[]) => examples.map(({ inputIds }) => inputIds[0]);
const numbers = (examples: readonly { row: number }[]) => examples.map(({ row }) => row);

describe("several sets", () => {
  test("are put one behind the other, and no two rows have the same number", async () => {
    const { train } = await prepare({ datasets: [set(5, 3), set(6, 2)] });
    expect(firsts(train)).toEqual([5, 5, 5, 6, 6]);
    expect(numbers(train)).toEqual([0, 1, 2, 3, 4]);
  });

  test("with probabilities come as often as they weigh, numbered by their places", async () => {
    const { train } = await prepare({ datasets: [set(5, 600), set(6, 600)], probabilities: [3, 1] });
    const share = firsts(train).filter((first) => first === 5).length / train.length;
    expect(Math.abs(share - 0.75)).toBeLessThan(0.06);
    expect(numbers(train)).toEqual([...train.keys()]);
    const again = await prepare({ datasets: [set(5, 600), set(6, 600)], probabilities: [3, 1] });
    expect(again.train).toEqual(train);
    const longer = await prepare({
      datasets: [set(5, 600), set(6, 600)],
      probabilities: [3, 1],
      stoppingStrategy: "all_exhausted",
    });
    expect(longer.train.length).toBeGreaterThan(1200);
  });

  test("number the parts of a row on, so that no two have the same noise", async () => {
    const parts = await prepareDataset(set(5, 3), { maxLength: null });
    const [first, second, third] = parts.examples;
    const split = { ...parts, examples: [first!, { ...first!, row: 0 }, second!, { ...second!, row: 1 }, third!] };
    expect(numbers(joinPrepared([split]).examples)).toEqual([0, 3, 1, 4, 2]);
    expect(numbers(joinPrepared([split, parts]).examples)).toEqual([0, 6, 1, 7, 2, 3, 4, 5]);
  });

  test("may have rows of different formats", async () => {
    const tokenizer = { encode: () => [7, 8], decode: () => "", eosTokenId: 0, padTokenId: null };
    const datasets = [set(5, 1), alpaca([{ instruction: "a", input: "", output: "b" }])];
    const { train } = await prepareTrainingData({ datasets }, null, config, { tokenizer });
    expect(firsts(train)).toEqual([5, 7]);
  });

  test("lose test rows before they are mixed: none of them is drawn for training", async () => {
    const mixture: DatasetMixture = {
      datasets: [set(5, 20), set(6, 6)],
      probabilities: [1, 1],
      stoppingStrategy: "all_exhausted",
    };
    const { train, test: testRows } = await prepare(mixture, { testSize: 8 });
    const ids = (examples: readonly { inputIds: Int32Array }[]) => examples.map(({ inputIds }) => String(inputIds));
    expect(testRows).toHaveLength(8);
    expect(new Set(firsts(testRows)).size).toBe(2);
    expect(ids(train).filter((row) => ids(testRows).includes(row))).toEqual([]);
    expect(new Set(ids(train)).size).toBe(18);
  });

  test("tell which of them a dropped row is of, and refuse weights that are not theirs", async () => {
    const bad = tokens([{ input_ids: [1] }, { input_ids: [1, 2] }]);
    const { warnings } = await prepare({ datasets: [set(5, 2), bad] });
    expect(warnings[0]).toMatch(/^1 of 2 rows of training set 2 were dropped; row 0: it has 1 token/);
    await expect(prepare({ datasets: [set(5, 2)], probabilities: [1, 2] })).rejects.toThrow(
      "there are 2 weights for 1 data sets, wanted one for each",
    );
    await expect(prepare({ datasets: [] })).rejects.toThrow("no data set to train on");
  });
});

test("a run on a mixture that is stopped within an epoch goes on to the same bytes", async () => {
  await using folder = await temporaryFolder();
  const trainDataset: DatasetMixture = { datasets: [tinyRows(9), tinyRows(7, 8)], probabilities: [2, 1] };
  const args = { maxSteps: 6, perDeviceTrainBatchSize: 2, neftuneNoiseAlpha: 5, packing: true, maxLength: 24 };
  const whole = await trainTiny({ args, trainDataset });
  await trainTiny({
    args,
    trainDataset,
    outputDir: folder.path,
    onEvent: (event, stop) => event.event === "log" && event.step === 2 && stop.abort(),
  });
  const goesOn = await trainTiny({
    args: { ...args, resumeFromCheckpoint: true },
    trainDataset,
    outputDir: folder.path,
  });
  expect(goesOn.logs.map(({ step }) => step)).toEqual([3, 4, 5, 6]);
  expect(goesOn.weights).toEqual(whole.weights);
});
