import { alpaca } from "@neftune/datasets";
import { temporaryFolder } from "@neftune/models/fixtures";
import { describe, expect, test } from "vitest";
import { tinyRows, trainTiny } from "./fixtures/train-tiny.ts";
import { resolveSFTConfig, type SFTConfigInput } from "./sft-config.ts";
import { prepareTrainingData } from "./training-data.ts";

const tokenizer = {
  encode: (text: string) => [...new TextEncoder().encode(text)],
  decode: () => "",
  eosTokenId: 0,
  padTokenId: null,
};

const colours = ["red", "green", "blue", "white", "black", "grey", "pink", "brown"];
const row = (colour: string, output = `Something ${colour} is the ${colour} kite on the wall of my friend.`) => ({
  instruction: `Name a thing that is ${colour}`,
  input: "",
  output,
});
const train = colours.map((colour) => row(colour));
const tested = [row("yellow"), row("BLUE"), row("white", "Snow."), row("grey", `${train[5]!.output} Indeed.`)];

const prepare = (
  args: SFTConfigInput,
  rows: readonly unknown[] = train,
  testRows: readonly unknown[] | null = tested,
) => prepareTrainingData(alpaca(rows), testRows && alpaca(testRows), resolveSFTConfig(args), { tokenizer });
const numbers = (examples: readonly { row: number }[]) => examples.map(({ row }) => row);

describe("test rows that are trained too", () => {
  const found =
    "3 of 4 test rows also stand in the training rows: 1 the same, 1 nearly the same, 1 with the same prompt; " +
    "the first is row 1 (from 0), as training row 2";

  test("are told, with what would help", async () => {
    const data = await prepare({});
    expect([data.train.length, data.test.length]).toEqual([8, 4]);
    expect(data.warnings).toEqual([
      `${found}; the gap looks smaller than it is: on_leak remove_from_train or remove_from_test takes them out`,
    ]);
  });

  test("are taken out of the side that is named, and it is told", async () => {
    const fromTrain = await prepare({ onLeak: "remove_from_train" });
    expect([numbers(fromTrain.train), numbers(fromTrain.test)]).toEqual([
      [0, 1, 4, 6, 7],
      [0, 1, 2, 3],
    ]);
    expect(fromTrain.warnings).toEqual([`${found}; the 3 training rows like them were removed`]);
    const fromTest = await prepare({ onLeak: "remove_from_test" });
    expect([fromTest.train.length, numbers(fromTest.test)]).toEqual([8, [0]]);
    expect(fromTest.warnings).toEqual([`${found}; these test rows were removed`]);
  });

  test("are not looked for under ignore", async () => {
    expect((await prepare({ onLeak: "ignore" })).warnings).toEqual([]);
  });

  test("are refused where their removal leaves nothing, as with the training file for a test file", async () => {
    for (const onLeak of ["remove_from_train", "remove_from_test"] as const)
      await expect(prepare({ onLeak }, train, train)).rejects.toThrow(
        new RegExp(
          `8 of 8 test rows also stand in the training rows: 8 the same; .* on_leak ${onLeak} leaves no row to`,
        ),
      );
  });
});

describe("under test_size", () => {
  const twice = [...train, ...train];

  test("the split stays as it is and leaks are told; group_duplicates keeps them on one side", async () => {
    const split = await prepare({ testSize: 4 }, twice, null);
    expect(split.warnings).toEqual([
      expect.stringMatching(/test rows also .* group_duplicates keeps such rows on one/),
    ]);
    const grouped = await prepare({ testSize: 4, groupDuplicates: true }, twice, null);
    expect(grouped.warnings).toEqual([
      "8 of 16 rows are like an earlier one (8 the same): group_duplicates kept them on its side",
    ]);
    expect([grouped.train.length, grouped.test.length]).toEqual([12, 4]);
    const apart = await prepare({ testSize: 4 }, train, null);
    expect(apart.warnings).toEqual([]);
    expect((await prepare({ testSize: 4, groupDuplicates: true }, train, null)).test).toEqual(apart.test);
  });

  test("group_duplicates without a split is refused", async () => {
    await expect(prepare({ groupDuplicates: true })).rejects.toThrow(
      "group_duplicates keeps rows on one side of a split",
    );
  });
});

test("a run that is stopped and goes on finds the same rows, grouped and with leaks removed", async () => {
  await using folder = await temporaryFolder();
  const trainDataset = { ...tinyRows(10), rows: twiceOf(tinyRows(10)) };
  const args = { testSize: 4, groupDuplicates: true, onLeak: "remove_from_train", maxSteps: 4 } as const;
  const whole = await trainTiny({ args, trainDataset });
  const first = await trainTiny({
    args: { ...args, saveStrategy: "steps", saveSteps: 2 },
    trainDataset,
    outputDir: folder.path,
    onEvent: ({ event }, stop) => event === "checkpoint" && stop.abort(),
  });
  expect(first.checkpoints).toHaveLength(1);
  const resumed = await trainTiny({
    args: { ...args, resumeFromCheckpoint: true },
    trainDataset,
    outputDir: folder.path,
  });
  expect(resumed.weights).toEqual(whole.weights);
  expect(whole.events[0]).toMatchObject({ trainSamples: 16, testSamples: 4 });
});

/** The rows of a data set, and all of them once more. */
function twiceOf(source: ReturnType<typeof tinyRows>) {
  return async function* () {
    let index = 0;
    for (let time = 0; time < 2; time++) for await (const row of source.rows()) yield { ...row, index: index++ };
  };
}
