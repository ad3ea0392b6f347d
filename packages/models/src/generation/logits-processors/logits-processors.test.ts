import { expect, test } from "vitest";
import { generationConfig } from "../generation-config.ts";
import type { LogitsProcessor } from "./logits-processor.ts";
import { logitsProcessors } from "./logits-processors.ts";
import { minNewTokens } from "./min-new-tokens.ts";
import { minP } from "./min-p.ts";
import { noRepeatNgram } from "./no-repeat-ngram.ts";
import { repetitionPenalty } from "./repetition-penalty.ts";
import { temperature } from "./temperature.ts";
import { topK } from "./top-k.ts";
import { topP } from "./top-p.ts";

const logits = [1.5, -0.25, 3, 0.5, 2.75, -1, 0, 2];
const inputIds = [2, 5, 2, 0, 5, 2];
const no = Number.NEGATIVE_INFINITY;

function processed(processors: readonly LogitsProcessor[], promptLength = 4): number[] {
  const values = Float32Array.from(logits);
  for (const process of processors) process(values, { inputIds, promptLength });
  return Array.from(values, (value) => Number(value.toFixed(6)));
}

// What transformers 5.23's processors of these names make of the same logits and tokens.
test.each<[string, LogitsProcessor, number[]]>([
  ["repetition penalty 1.3", repetitionPenalty(1.3), [1.153846, -0.25, 2.307692, 0.5, 2.75, -1.3, 0, 2]],
  ["no repeated pair", noRepeatNgram(2), [no, -0.25, 3, 0.5, 2.75, no, 0, 2]],
  ["no repeated run of three", noRepeatNgram(3), [no, -0.25, 3, 0.5, 2.75, -1, 0, 2]],
  ["no repeated token", noRepeatNgram(1), [no, -0.25, no, 0.5, 2.75, no, 0, 2]],
  ["temperature 0.7", temperature(0.7), [2.142857, -0.357143, 4.285714, 0.714286, 3.928571, -1.428571, 0, 2.857143]],
  ["top-k 1", topK(1), [no, no, 3, no, no, no, no, no]],
  ["top-k 3", topK(3), [no, no, 3, no, 2.75, no, no, 2]],
  ["top-k 50", topK(50), logits],
  ["top-p 0.1", topP(0.1), [no, no, 3, no, no, no, no, no]],
  ["top-p 0.5", topP(0.5), [no, no, 3, no, 2.75, no, no, no]],
  ["top-p 0.8", topP(0.8), [no, no, 3, no, 2.75, no, no, 2]],
  ["top-p 0.95", topP(0.95), [1.5, no, 3, 0.5, 2.75, no, no, 2]],
  ["min-p 0.05", minP(0.05), [1.5, no, 3, 0.5, 2.75, no, no, 2]],
  ["min-p 0.2", minP(0.2), [1.5, no, 3, no, 2.75, no, no, 2]],
  ["min-p 0.9", minP(0.9), [no, no, 3, no, no, no, no, no]],
])("%s", (_, processor, expected) => {
  expect(processed([processor])).toEqual(expected);
});

test("all of them work in transformers' order", () => {
  const config = generationConfig({
    ...{ doSample: true, repetitionPenalty: 1.3, noRepeatNgramSize: 3, minNewTokens: 3, eosTokenId: [7, 1] },
    ...{ temperature: 0.7, topK: 5, topP: 0.9, minP: 0.05 },
  });
  expect(processed(logitsProcessors(config))).toEqual([no, no, 3.296703, no, 3.928571, no, no, no]);
});

test("without sampling only penalties and bans count", () => {
  const config = generationConfig({ temperature: 0.7, topK: 1, topP: 0.1, minP: 0.9 });
  expect(processed(logitsProcessors(config))).toEqual(logits);
});

test("an end token is forbidden until there are enough others", () => {
  const processor = minNewTokens(() => 3, [7, 1]);
  expect(processed([processor], 4)).toEqual([1.5, no, 3, 0.5, 2.75, -1, 0, no]);
  expect(processed([processor], 3)).toEqual(logits);
});

test("top-k finds the place of the k-th among many", () => {
  const values = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i * i));
  const expected = values.toSorted().at(-40)!;
  topK(40)(values, { inputIds, promptLength: 0 });
  expect(values.filter((value) => value !== no).toSorted()[0]).toBe(expected);
});
