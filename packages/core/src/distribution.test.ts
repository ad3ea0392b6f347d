import { expect, test } from "vitest";
import { secondMoment, uniformFromBits, writeUniform } from "./distribution.ts";

test("the smallest and the largest word stay inside (−1, 1)", () => {
  expect(uniformFromBits(0)).toBe(-1 + 2 ** -24);
  expect(uniformFromBits(0xffffffff)).toBe(1 - 2 ** -24);
});

test("values are symmetric: inverting the bits changes the sign and nothing else", () => {
  for (const bits of [0, 1, 0xff, 0x100, 0x7fffffff, 0x80000000, 0x12345678]) {
    expect(uniformFromBits(~bits)).toBe(-uniformFromBits(bits));
  }
});

test("values are exact in float32 and never 0", () => {
  for (let cell = 2 ** 23 - 1000; cell < 2 ** 23 + 1000; cell++) {
    const value = uniformFromBits(cell << 8);
    expect(Math.fround(value)).toBe(value);
    expect(value).not.toBe(0);
  }
});

test("writing scales each word's value", () => {
  const target = new Float32Array(4);
  writeUniform(target, 1, 2, Uint32Array.of(0, 0xc0000000), 8);
  expect([...target]).toEqual([0, Math.fround(-8 + 2 ** -21), Math.fround(4 + 2 ** -21), 0]);
});

test("the second moment is that of the law", () => {
  // ∫ x²/2 over (−1, 1), by the midpoint rule.
  let integral = 0;
  for (let index = 0; index < 1000; index++) integral += ((index + 0.5) / 500 - 1) ** 2 / 1000;
  expect(secondMoment("uniform")).toBeCloseTo(integral, 5);
  expect(secondMoment("gaussian")).toBe(1);
});
