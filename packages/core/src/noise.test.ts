import { expect, test } from "vitest";
import { uniformFromBits } from "./distribution.ts";
import { NoiseConfigError } from "./errors/noise-config-error.ts";
import { NoiseShapeError } from "./errors/noise-shape-error.ts";
import { type SampleNoiseOptions, sampleNoise } from "./noise.ts";
import { threefry2x32 } from "./threefry.ts";

const options: SampleNoiseOptions = {
  seed: 7,
  epoch: 1,
  sample: 42,
  length: 64,
  width: 48,
  scale: 1,
  distribution: "uniform",
};

function sample(changes: Partial<SampleNoiseOptions> = {}): Float32Array {
  const all = { ...options, ...changes };
  const target = new Float32Array(all.length * all.width);
  sampleNoise(target, all);
  return target;
}

test("each element follows from its keys alone, by the definition", () => {
  const seed = 5 * 2 ** 32 + 9;
  const noise = sample({ seed, width: 5, scale: 0.25 });
  const key = threefry2x32(9, 5, options.epoch, options.sample);
  for (const [position, dimension] of [
    [0, 0],
    [3, 1],
    [63, 4],
  ] as const) {
    const words = threefry2x32(...key, position, Math.floor(dimension / 2));
    expect(noise[position * 5 + dimension]).toBe(Math.fround(uniformFromBits(words[dimension % 2]!) * 0.25));
  }
});

test("the same keys give the same bytes", () => {
  expect(sample()).toEqual(sample());
});

test.each([{ epoch: 2 }, { sample: 43 }, { seed: 8 }, { seed: 7 + 2 ** 32 }])(
  "another key gives other noise, unrelated to the first: %o",
  (change) => {
    const first = sample();
    const second = sample(change);
    let product = 0;
    for (const [index, value] of first.entries()) product += value * second[index]!;
    // The product of two independent U(−1, 1) has mean 0 and variance 1/9.
    expect(Math.abs(product)).toBeLessThan(4 * Math.sqrt(first.length / 9));
    expect(first.filter((value, index) => value === second[index]).length).toBeLessThan(3);
  },
);

test("a longer sequence starts with the noise of a shorter one", () => {
  const short = sample({ length: 10 });
  expect(sample().subarray(0, short.length)).toEqual(short);
});

test("uniform noise fills (−scale, scale) evenly", () => {
  const noise = sample({ length: 1000, width: 288, scale: 3 });
  const bins = new Array<number>(64).fill(0);
  for (const value of noise) bins[Math.floor(((value / 3 + 1) / 2) * bins.length)]! += 1;
  const mean = noise.length / bins.length;
  const chiSquared = bins.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
  // 63 degrees of freedom: mean 63, standard deviation √126.
  expect(chiSquared).toBeGreaterThan(63 - 4 * Math.sqrt(126));
  expect(chiSquared).toBeLessThan(63 + 4 * Math.sqrt(126));
  expect(Math.max(...noise.subarray(0, 50_000))).toBeLessThan(3);
  expect(Math.min(...noise.subarray(0, 50_000))).toBeGreaterThan(-3);
});

test("gaussian noise has the moments of N(0, 1)", () => {
  const noise = sample({ length: 1000, width: 288, distribution: "gaussian" });
  const moment = (power: number) => noise.reduce((sum, value) => sum + value ** power, 0) / noise.length;
  // Standard errors of the first four moments are √1, √2, √15 and √96 over √count.
  const error = 4 / Math.sqrt(noise.length);
  expect(Math.abs(moment(1))).toBeLessThan(error);
  expect(Math.abs(moment(2) - 1)).toBeLessThan(error * Math.SQRT2);
  expect(Math.abs(moment(3))).toBeLessThan(error * Math.sqrt(15));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(error * Math.sqrt(96));
});

test.each([{ seed: -1 }, { seed: 0.5 }, { seed: 2 ** 53 }, { epoch: -1 }, { epoch: 2 ** 32 }, { sample: 1.5 }])(
  "a key out of range is refused: %o",
  (change) => {
    expect(() => sample(change)).toThrow(NoiseConfigError);
  },
);

test("an array that is too small is refused", () => {
  expect(() => sampleNoise(new Float32Array(10), options)).toThrow(NoiseShapeError);
});
