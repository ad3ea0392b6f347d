import { expect, test } from "vitest";
import { expectClose } from "../../fixtures/compare-functions.ts";
import type { Rotary } from "../rotary.ts";
import { dynamicRotary } from "./dynamic.ts";
import { linearRotary } from "./linear.ts";
import { llama3Rotary } from "./llama3.ts";
import { longropeRotary } from "./longrope.ts";
import { defaultRotary } from "./rotary-base.ts";
import { yarnRotary } from "./yarn.ts";

const base = { width: 16, theta: 10000 };
const factors = {
  shortFactor: [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7],
  longFactor: [1, 2, 3, 4, 5, 6, 7, 8],
  originalMaxPositions: 16,
  factor: 4,
};
const dynamic = dynamicRotary(base, { factor: 2, maxPositions: 64 });
const llama3 = { factor: 8, lowFreqFactor: 1, highFreqFactor: 4, originalMaxPositions: 512 };
const yarn = { factor: 4, originalMaxPositions: 256 };
const unscaled = [1, 0.3162278, 0.1, 0.03162278, 0.01, 0.003162278, 0.001, 0.0003162278];

/** Frequencies and factor that transformers 5.23's modeling_rope_utils gives, in float32. */
const figures: [name: string, rotary: Rotary, length: number, expected: number[], attentionFactor: number][] = [
  ["default", defaultRotary(base), 1, unscaled, 1],
  ["linear", linearRotary(base, 4), 1, unscaled.map((value) => value / 4), 1],
  ["dynamic, as long as trained for", dynamic, 64, unscaled, 1],
  [
    "dynamic, longer",
    dynamic,
    200,
    [1, 0.2495285, 0.06226445, 0.01553675, 0.003876863, 0.0009673875, 0.0002413907, 6.023386e-5],
    1,
  ],
  [
    "llama3",
    llama3Rotary(base, llama3),
    1,
    [1, 0.3162278, 0.1, 0.01849668, 0.00125, 0.0003952847, 0.000125, 3.952847e-5],
    1,
  ],
  [
    "longrope, as long as trained for",
    longropeRotary(base, factors),
    16,
    [1, 0.2874798, 0.08333334, 0.02432521, 0.007142857, 0.002108185, 0.000625, 0.0001860163],
    1.224744871391589,
  ],
  [
    "longrope, longer",
    longropeRotary(base, { ...factors, attentionFactor: 1.25 }),
    17,
    [1, 0.1581139, 0.03333334, 0.007905695, 0.002, 0.0005270463, 0.0001428571, 3.952847e-5],
    1.25,
  ],
  [
    "yarn",
    yarnRotary(base, yarn),
    1,
    [1, 0.2569351, 0.0625, 0.01383497, 0.0025, 0.0007905695, 0.00025, 7.905695e-5],
    1.138629436111989,
  ],
  [
    "yarn, with a ramp of its own",
    yarnRotary(base, { ...yarn, betaFast: 8, betaSlow: 2, truncate: false }),
    1,
    [1, 0.3162278, 0.06349659, 0.007905695, 0.0025, 0.0007905695, 0.00025, 7.905695e-5],
    1.138629436111989,
  ],
  [
    "yarn, with scales as DeepSeek has them",
    yarnRotary(base, { ...yarn, factor: 40, mscale: 1, mscaleAllDim: 0.8 }),
    1,
    [1, 0.2391472, 0.05125, 0.008498622, 0.00025, 7.905695e-5, 2.5e-5, 7.905694e-6],
    1.0569662567531275,
  ],
];

test.each(figures)("%s", (_, rotary, length, expected, attentionFactor) => {
  const frequencies = rotary.inverseFrequencies(length);
  expectClose(
    frequencies.map((value, index) => value / expected[index]!),
    expected.map(() => 1),
    6,
  );
  expect(rotary.attentionFactor).toBeCloseTo(attentionFactor, 12);
  expect(rotary.width).toBe(16);
});
