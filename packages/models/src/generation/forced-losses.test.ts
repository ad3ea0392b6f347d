import { openDevice } from "@neftune/engine";
import { expect, test } from "vitest";
import { openTinyLlama } from "../fixtures/open-tiny-llama.ts";
import { raggedBatch } from "../ragged/ragged-batch.ts";

test("losses are those of the whole rows at once, and fewer bits make others", async () => {
  await using device = await openDevice("cpu");
  const model = await openTinyLlama(device);
  const rows = [0, 1].map((row) => Array.from({ length: 12 }, (_, i) => (i * i * 7 + row * 31) % 200));
  const losses = await model.generationLosses(rows);
  const { nll } = await model.losses(raggedBatch(rows.map((inputIds) => ({ inputIds, labels: inputIds }))));
  const perRow = rows[0]!.length - 1;
  for (const [index, loss] of losses.entries())
    expect(loss).toBeCloseTo(nll[(index % 2) * perRow + 1 + Math.floor(index / 2)]!, 4);
  const rounded = await model.generationLosses(rows, await model.compressedWeights(4));
  expect(rounded).toHaveLength(losses.length);
  expect(rounded).not.toEqual(losses);
});
