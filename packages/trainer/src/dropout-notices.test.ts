import { tinyModels } from "@neftune/models/fixtures";
import { expect, test } from "vitest";
import { tinyRows, trainTiny } from "./fixtures/train-tiny.ts";

const warningsOf = async (modelConfig: Readonly<Record<string, unknown>>) =>
  (await trainTiny({ args: { maxSteps: 1 }, evalDataset: tinyRows(2, 2), modelConfig })).warnings;

test("dropout that is not applied is spoken of by its key, and only that", async () => {
  expect(await warningsOf({ ...tinyModels.opt, layerdrop: 0.25 })).toEqual([
    "config.json's layerdrop 0.25 is not applied: training goes on as with 0",
  ]);
  expect(await warningsOf(tinyModels.gpt2!)).toEqual([]);
});

test("a share that is none is refused", async () => {
  for (const dropout of [1, -0.1, "0.1", Number.NaN])
    await expect(warningsOf({ ...tinyModels.opt, dropout })).rejects.toThrow(
      /config.json: dropout is .*, a number from 0 up to 1 is wanted/,
    );
});
