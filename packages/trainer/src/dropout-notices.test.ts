import { tinyModels } from "@neftune/models/fixtures";
import { expect, test } from "vitest";
import { tinyRows, trainTiny } from "./fixtures/train-tiny.ts";

const warningsOf = async (modelConfig: Readonly<Record<string, unknown>>) =>
  (await trainTiny({ args: { maxSteps: 1 }, evalDataset: tinyRows(2), modelConfig })).warnings;

test("dropout that is not applied is spoken of by its key, transformers' defaults too", async () => {
  expect(await warningsOf({ ...tinyModels.gpt2, attn_pdrop: 0 })).toEqual([
    "config.json's embd_pdrop 0.1 is not applied: training goes on as with 0",
    "config.json's resid_pdrop 0.1 is not applied: training goes on as with 0",
  ]);
  expect(await warningsOf({ ...tinyModels.qwen3, attention_dropout: 0.25 })).toEqual([
    "config.json's attention_dropout 0.25 is not applied: training goes on as with 0",
  ]);
  expect(await warningsOf(tinyModels.llama!)).toEqual([]);
});

test("a share that is none is refused", async () => {
  await expect(warningsOf({ ...tinyModels.opt, dropout: 1 })).rejects.toThrow(
    "config.json: dropout is 1, a number from 0 up to 1 is wanted",
  );
});
