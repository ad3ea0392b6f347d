import { alpaca, DatasetError, type Example, prepareDataset, tokens } from "@neftune/datasets";
import { describe, expect, test } from "vitest";
import { prepareTrainingData } from "./training-data.ts";

const config = {
  maxLength: 8,
  completionOnlyLoss: null,
  assistantOnlyLoss: null,
  testSize: null,
  seed: 42,
  trainEvalSamples: 3,
  groupDuplicates: false,
  onLeak: "report" as const,
};
const rowsOf = (count: number) =>
  tokens(Array.from({ length: count }, (_, row) => ({ input_ids: [1, 2, row], labels: [-100, 2, row] })));
/** Rows that none of `rowsOf` are like. */
const otherRows = (count: number) =>
  tokens(Array.from({ length: count }, (_, row) => ({ input_ids: [3, 4, row + 50], labels: [-100, 4, row + 50] })));
const numbers = (examples: readonly { row: number }[]) => examples.map(({ row }) => row);
const noTest = "there are no test rows: name eval_file or test_size to see the test loss and the gap";

describe("test rows", () => {
  test("are those of the test set", async () => {
    const data = await prepareTrainingData(rowsOf(6), otherRows(2), config, {});
    expect([numbers(data.train), numbers(data.test)]).toEqual([
      [0, 1, 2, 3, 4, 5],
      [0, 1],
    ]);
    expect(data.warnings).toEqual([]);
  });

  test("are set aside by test_size, and never trained", async () => {
    for (const testSize of [0.25, 2]) {
      const data = await prepareTrainingData(rowsOf(8), null, { ...config, testSize }, {});
      expect(data.test).toHaveLength(2);
      expect([...numbers(data.train), ...numbers(data.test)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    }
  });

  test("that nobody named are none, with a warning", async () => {
    const data = await prepareTrainingData(rowsOf(6), null, config, {});
    expect(data.test).toEqual([]);
    expect(data.warnings).toEqual([noTest]);
  });

  test("from both are refused", async () => {
    const error = await prepareTrainingData(rowsOf(6), rowsOf(2), { ...config, testSize: 2 }, {}).catch((e) => e);
    expect(DatasetError.isInstance(error)).toBe(true);
    expect(error.message).toBe("a test set and test_size are both given: leave one of them out");
  });

  test("without a label left after truncation are refused", async () => {
    const late = tokens([{ input_ids: [1, 2, 3, 4], labels: [-100, -100, -100, 4] }]);
    await expect(prepareTrainingData(rowsOf(6), late, { ...config, maxLength: 3 }, {})).rejects.toThrow(
      /no row of 1 can be used/,
    );
  });
});

test("a training set without a usable row is refused", async () => {
  await expect(prepareTrainingData(tokens([]), null, config, {})).rejects.toThrow(/no row of 0 can be used/);
});

test("the train loss is measured on a fixed sample of the training rows", async () => {
  const sample = async (trainEvalSamples: number, seed = 42) => {
    const { train, trainSample } = await prepareTrainingData(
      rowsOf(20),
      null,
      { ...config, trainEvalSamples, seed },
      {},
    );
    for (const example of trainSample) expect(train).toContain(example);
    return numbers(trainSample);
  };
  expect(await sample(5)).toHaveLength(5);
  expect(await sample(5)).toEqual(await sample(5));
  expect(await sample(5, 1)).not.toEqual(await sample(5));
  expect(await sample(100)).toHaveLength(20);
});

test("rows that are cut or dropped are told", async () => {
  const rows = tokens([
    { input_ids: [1, 2, 3, 4, 5], labels: [-100, 2, 3, 4, 5] },
    { input_ids: [1, 2, 3, 4, 5], labels: [-100, -100, -100, -100, 5] },
    { input_ids: [1, 2] },
  ]);
  const { train, warnings } = await prepareTrainingData(rows, otherRows(2), { ...config, maxLength: 4 }, {});
  expect(numbers(train)).toEqual([0, 2]);
  expect(warnings).toEqual([
    "1 of 3 training rows were dropped; row 1: no label is left of its 5 tokens within the maximum length of 4",
    "1 of 3 training rows were cut to max_length",
  ]);
});

test("the prompt is masked unless completion_only_loss is false", async () => {
  const tokenizer = {
    encode: (text: string) => [...new TextEncoder().encode(text)],
    decode: () => "",
    eosTokenId: 0,
    padTokenId: null,
  };
  const rows = alpaca([{ instruction: "Name a colour.", input: "", output: "Blue." }]);
  const labelsWith = async (completionOnlyLoss: boolean | null) => {
    const options = { ...config, maxLength: null, completionOnlyLoss };
    const { train } = await prepareTrainingData(rows, null, options, { tokenizer });
    return train[0]!.labels.filter((label) => label !== -100).length;
  };
  expect(await labelsWith(null)).toBe("Blue.".length + 1);
  expect(await labelsWith(true)).toBe("Blue.".length + 1);
  expect(await labelsWith(false)).toBeGreaterThan(100);
});

test("examples that one row gave stay on one side of a split, and where there are none the split is the same", async () => {
  const source = tokens(Array.from({ length: 24 }, (_, row) => ({ input_ids: [5, row, 1] })));
  const inPieces = (examples: readonly Example[]) =>
    examples.map((example, index) => ({ ...example, row: index >> 1 }));
  const split = async (rowsOf: (examples: readonly Example[]) => readonly Example[]) => {
    const settings = { ...config, testSize: 8 };
    const { train, test } = await prepareTrainingData(source, null, settings, {}, async (rows, options) => {
      const prepared = await prepareDataset(rows, options);
      return { ...prepared, examples: [...rowsOf(prepared.examples)] };
    });
    const sequence = ({ inputIds }: Example) => inputIds[1]!;
    return { train: train.map(sequence), test: test.map(sequence) };
  };
  const pieces = await split(inPieces);
  expect(pieces.test).toHaveLength(8);
  for (const number of pieces.test) expect(pieces.test).toContain(number ^ 1);
  const whole = await split((examples) => examples);
  expect(whole.test.every((number) => whole.test.includes(number ^ 1))).toBe(false);
});
