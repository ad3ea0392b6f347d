import { type Device, openDevice } from "@neftune/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CausalLM } from "../../causal-lm.ts";
import { openTinyLlama } from "../../fixtures/open-tiny-llama.ts";
import { Decoder } from "./decoder.ts";
import { DecodingPrograms } from "./decoding-programs.ts";
import { residentWeights } from "./resident-weights.ts";

let device: Device;
let model: CausalLM;
let programs: DecodingPrograms;
beforeAll(async () => {
  device = await openDevice("cpu");
  model = await openTinyLlama(device);
  programs = new DecodingPrograms(device, model.architecture);
});
afterAll(() => device.dispose());

const token = (place: number) => (place * 37 + 11) % 200;
const tokens = (first: number, count: number) => Array.from({ length: count }, (_, i) => token(first + i));
const open = () => new Decoder(model, programs, { promptWeights: residentWeights(model), recentRoom: 4 });

function expectRowsClose(logits: Float32Array, expected: readonly Float32Array[]): void {
  const { vocabSize } = model.architecture;
  for (const [row, values] of expected.entries())
    for (const [id, value] of values.entries()) expect(logits[row * vocabSize + id]).toBeCloseTo(value, 4);
}

/** Logits after the last token of each sequence, by the whole model without a cache. */
async function recomputed(sequences: readonly (readonly number[])[]): Promise<Float32Array[]> {
  const all = await model.logits(sequences);
  return all.map((logits) => logits.subarray(-model.architecture.vocabSize));
}

test("each step's logits are those of the whole sequences, over prompts of different lengths and steps of the cache", async () => {
  // The longest goes over 64 and then 96 places of the cache; the recent part is full every four tokens.
  const sequences = [tokens(0, 3), tokens(50, 62), tokens(200, 1)];
  const decoder = open();
  let logits = await decoder.begin(sequences);
  for (let step = 0; step < 40; step++) {
    if (step % 7 === 0) expectRowsClose(logits, await recomputed(sequences));
    for (const [row, sequence] of sequences.entries()) sequence.push(token(row * 1000 + step));
    logits = await decoder.step(sequences.map((sequence) => sequence.at(-1)!));
  }
  expectRowsClose(logits, await recomputed(sequences));
  decoder.dispose();
});

test("sequences can leave and change places at any time", async () => {
  const sequences = [tokens(0, 5), tokens(10, 9), tokens(30, 2), tokens(40, 7)];
  const decoder = open();
  await decoder.begin(sequences);
  const step = (rows: readonly number[][]) => {
    for (const row of rows) row.push(token(row.length * 3));
    return decoder.step(rows.map((row) => row.at(-1)!));
  };
  await step(sequences);
  const kept = [sequences[3]!, sequences[1]!];
  await decoder.keep([3, 1]);
  expectRowsClose(await step(kept), await recomputed(kept));
  await decoder.keep([0]);
  expectRowsClose(await step([kept[0]!]), await recomputed([kept[0]!]));
  decoder.dispose();
});

test("all memory is given back", async () => {
  const before = device.memory().tensors;
  const decoder = open();
  await decoder.begin([tokens(0, 5), tokens(9, 3)]);
  for (let step = 0; step < 6; step++) await decoder.step([1, 2]);
  await decoder.keep([1]);
  await decoder.step([3]);
  decoder.dispose();
  expect(device.memory().tensors).toBe(before);
});
