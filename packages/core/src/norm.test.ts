import { expect, test } from "vitest";
import { expectedNoiseNorm, noiseNorm } from "./norm.ts";

test("the measured norm is L2", () => {
  expect(noiseNorm(Float32Array.of(3, -4, 12))).toBe(13);
  expect(noiseNorm(new Float32Array(0))).toBe(0);
});

test("it does not lose small elements beside large ones", () => {
  const values = new Float32Array(2 ** 20).fill(2 ** -12);
  values[0] = 1;
  expect(noiseNorm(values)).toBeCloseTo(Math.sqrt(1 + (2 ** 20 - 1) * 2 ** -24), 12);
});

test.each([
  [5, 2.887],
  [10, 5.774],
  [15, 8.66],
])("the expected norm at alpha %i is %f under the tokens rule, whatever the length", (alpha, norm) => {
  for (const length of [1, 50, 1024]) {
    const lengths = { length, paddedLength: 1024 };
    expect(expectedNoiseNorm({ alpha, scaling: "tokens", distribution: "uniform", ...lengths })).toBeCloseTo(norm, 3);
  }
});

test("under the padded rule the share of real tokens counts", () => {
  const lengths = { length: 50, paddedLength: 512 };
  expect(expectedNoiseNorm({ alpha: 5, scaling: "padded", distribution: "uniform", ...lengths })).toBeCloseTo(
    5 * Math.sqrt(50 / (3 * 512)),
    12,
  );
  expect(expectedNoiseNorm({ alpha: 5, scaling: "padded", distribution: "gaussian", ...lengths })).toBeCloseTo(
    5 * Math.sqrt(50 / 512),
    12,
  );
});
