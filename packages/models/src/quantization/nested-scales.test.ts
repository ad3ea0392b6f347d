import { expect, test } from "vitest";
import { randomValues } from "../fixtures/random.ts";
import { dynamicMap } from "./dynamic-map.ts";
import { nestScales, unnestScales } from "./nested-scales.ts";

// Of bitsandbytes 0.50.2 on a CPU.
test("the numbers in 8 bits are those of create_dynamic_map", () => {
  expect(dynamicMap.length).toBe(256);
  expect([...dynamicMap.subarray(0, 3)]).toEqual([-0.992968738079071, -0.9789062738418579, -0.96484375]);
  expect([...dynamicMap.subarray(126, 130)]).toEqual([
    -5.500000384017767e-7, 0, 5.500000384017767e-7, 3.250000190746505e-6,
  ]);
  expect(dynamicMap[65]).toBe(-0.09578125923871994);
  expect(dynamicMap.reduce((sum, value) => sum + Math.abs(value), 0)).toBe(75.10526317200026);
});

test("factors in 8 bits are those of quantize_blockwise(factors - mean, blocksize=256)", () => {
  const factors = Float32Array.from({ length: 260 }, (_, i) => (((i * 53) % 97) + 20) / 1024);
  const nested = nestScales(factors);
  expect(nested.offset).toBe(0.0661696195602417);
  expect([...nested.codes.subarray(0, 16)]).toEqual([
    0, 191, 13, 204, 27, 218, 40, 231, 53, 244, 79, 2, 193, 15, 206, 28,
  ]);
  expect([...nested.codes.subarray(256)]).toEqual([241, 60, 255, 172]);
  expect(nested.codes.reduce((sum, code) => sum + code, 0)).toBe(33076);
  expect([...nested.scales]).toEqual([0.0471116304397583, 0.0451585054397583]);
  expect([...unnestScales(nested).subarray(0, 4)]).toEqual([
    0.019389241933822632, 0.071212038397789, 0.02800183743238449, 0.07982462644577026,
  ]);
});

test("equal factors are kept as they are", () => {
  const nested = nestScales(new Float32Array(300).fill(0.25));
  expect([...new Set(unnestScales(nested))]).toEqual([0.25]);
});

test("a factor is off by half a step at the most", () => {
  const factors = randomValues(3, 1000).map((value) => 0.05 + Math.abs(value) / 20);
  const nested = nestScales(factors);
  const far = unnestScales(nested).map((factor, i) => Math.abs(factor - factors[i]!));
  expect(Math.max(...far)).toBeLessThan(0.008 * Math.max(...nested.scales));
});
