import { NEFTune } from "@neftune/core";
import { expect, test } from "vitest";
import { raggedBatch } from "../ragged/ragged-batch.ts";
import { embeddingNoise } from "./embedding-noise.ts";

const row = (length: number) => ({ inputIds: new Array(length).fill(1), labels: new Array(length).fill(1) });
const width = 8;
const batch = raggedBatch([row(5), row(12)]);

test("each sequence has the noise of its row in the data set, whatever it is batched with", () => {
  const noise = new NEFTune({ alpha: 5, seed: 3 });
  const { values, norms } = embeddingNoise(noise, batch, width, { epoch: 2, samples: [40, 7] });
  const alone = new Float32Array(12 * width);
  const norm = noise.fill(alone, { epoch: 2, sample: 7, length: 12, width });
  expect(values.subarray(5 * width, 17 * width)).toEqual(alone);
  expect(norms[1]).toBe(norm);
  const swapped = embeddingNoise(noise, raggedBatch([row(12), row(5)]), width, { epoch: 2, samples: [7, 40] });
  expect(swapped.values.subarray(0, 12 * width)).toEqual(alone);
});

test("spare rows have none", () => {
  const { values } = embeddingNoise(new NEFTune({ alpha: 5 }), batch, width, { epoch: 0, samples: [0, 1] });
  expect(values).toHaveLength(batch.tokens * width);
  expect(values.subarray(0, 17 * width).every((value) => value !== 0)).toBe(true);
  expect(values.subarray(17 * width).every((value) => value === 0)).toBe(true);
});

test("under padded, L is the longest row of the batch, or what is said", () => {
  const key = { epoch: 0, samples: [0, 1] };
  const tokens = embeddingNoise(new NEFTune({ alpha: 5 }), batch, width, key);
  const padded = embeddingNoise(new NEFTune({ alpha: 5, scaling: "padded" }), batch, width, key);
  const ratio = Math.sqrt(5 / 12);
  expect(padded.norms[0]! / tokens.norms[0]!).toBeCloseTo(ratio, 6);
  expect(padded.norms[1]! / tokens.norms[1]!).toBeCloseTo(1, 6);
  for (const expected of tokens.expectedNorms) expect(expected).toBeCloseTo(5 / Math.sqrt(3), 12);
  expect(padded.expectedNorms[0]).toBeCloseTo((5 / Math.sqrt(3)) * ratio, 12);
  const noise = new NEFTune({ alpha: 5, scaling: "padded" });
  const flattened = embeddingNoise(noise, batch, width, { ...key, paddedLength: 17 });
  expect(flattened.expectedNorms[1]).toBeCloseTo((5 / Math.sqrt(3)) * Math.sqrt(12 / 17), 12);
});
