import { expect, test } from "vitest";
import { noiseScale } from "./scaling.ts";

const sequence = { alpha: 5, length: 50, paddedLength: 512, width: 4096 };

test("the tokens rule divides by the root of real tokens × width", () => {
  expect(noiseScale({ ...sequence, scaling: "tokens" })).toBeCloseTo(5 / Math.sqrt(50 * 4096), 15);
});

test("under the padded rule 50 tokens padded to 512 get 0.31 of the intended noise", () => {
  const padded = noiseScale({ ...sequence, scaling: "padded" });
  expect(padded).toBeCloseTo(5 / Math.sqrt(512 * 4096), 15);
  expect(padded / noiseScale({ ...sequence, scaling: "tokens" })).toBeCloseTo(0.3125, 4);
});

test("a sequence without tokens has no noise", () => {
  expect(noiseScale({ ...sequence, length: 0, scaling: "tokens" })).toBe(0);
});
