import { expect, test } from "vitest";
import { randomValues } from "../fixtures/random.ts";
import { quantizeInt4 } from "./int4.ts";

test("the number of largest magnitude is kept, of either sign, and the others to half a step", () => {
  const values = randomValues(2, 200);
  const { codes, scales } = quantizeInt4(values);
  expect([codes.length, scales.length]).toEqual([100, 4]);
  for (const [i, value] of values.entries()) {
    const scale = scales[Math.floor(i / 64)]!;
    const code = i % 2 === 0 ? codes[i >> 1]! >> 4 : codes[i >> 1]! & 15;
    const block = values.subarray(Math.floor(i / 64) * 64, Math.floor(i / 64) * 64 + 64);
    const isLargest = Math.abs(value) === Math.max(...block.map(Math.abs));
    if (isLargest) expect((code - 8) * scale).toBe(value);
    // At the other end of the range there is no 8.
    expect(Math.abs((code - 8) * scale - value)).toBeLessThanOrEqual(Math.abs(scale) * (code === 15 ? 1 : 0.5) + 1e-7);
  }
});

test("of zeros, zeros", () => {
  const { codes, scales } = quantizeInt4(new Float32Array(64));
  expect([...new Set(codes)]).toEqual([0x88]);
  expect(scales[0]).toBe(-0);
});
