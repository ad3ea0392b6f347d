import { describe, expect, test } from "vitest";
import { randomValues } from "../fixtures/random.ts";
import { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16 } from "./float-types.ts";

/** Every 16-bit pattern. */
const patterns = Uint16Array.from({ length: 1 << 16 }, (_, bits) => bits);

describe("float16", () => {
  test.each([
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x03ff, 2 ** -14 - 2 ** -24],
    [0x0001, 2 ** -24],
    [0x8000, -0],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x3555, 0.333251953125],
    [0x7e00, Number.NaN],
  ])("0x%s is %d", (bits, value) => {
    expect(float16ToFloat32(Uint16Array.of(bits))[0]).toBe(value);
  });

  test("neighbouring patterns are neighbouring numbers, in both signs", () => {
    const values = float16ToFloat32(patterns);
    for (let bits = 1; bits <= 0x7c00; bits++) {
      expect(values[bits]! > values[bits - 1]!).toBe(true);
      expect(values[bits + 0x8000]).toBe(-values[bits]!);
    }
  });
});

describe("bfloat16", () => {
  test.each([
    [0x3f80, 1],
    [0xc2f7, -123.5],
    [0x7f7f, 3.3895313892515355e38],
    [0x0001, 2 ** -133],
    [0x8000, -0],
    [0x7f80, Number.POSITIVE_INFINITY],
    [0x7fc0, Number.NaN],
  ])("0x%s is %d", (bits, value) => {
    expect(bfloat16ToFloat32(Uint16Array.of(bits))[0]).toBe(value);
  });

  test("what can be told apart in bfloat16 comes back as it was", () => {
    const numbers = patterns.filter((bits) => !((bits & 0x7f80) === 0x7f80 && (bits & 0x7f) !== 0));
    expect(float32ToBfloat16(bfloat16ToFloat32(numbers))).toEqual(numbers);
  });

  test.each([
    ["a tie to the even neighbour below", 1 + 2 ** -8, 0x3f80],
    ["a tie to the even neighbour above", 1 + 3 * 2 ** -8, 0x3f82],
    ["just above a tie", 1 + 2 ** -8 + 2 ** -20, 0x3f81],
    ["just below a tie", 1 + 2 ** -8 - 2 ** -20, 0x3f80],
    ["a negative tie", -1 - 2 ** -8, 0xbf80],
    ["beyond the largest number", 3.4e38, 0x7f80],
    ["infinity", Number.NEGATIVE_INFINITY, 0xff80],
    ["no number", Number.NaN, 0x7fc0],
  ])("rounds %s", (_, value, bits) => {
    expect(float32ToBfloat16(Float32Array.of(value))[0]).toBe(bits);
  });

  test("a NaN whose payload is in the lower half stays NaN", () => {
    const value = new Float32Array(Uint32Array.of(0x7f800001).buffer);
    expect(bfloat16ToFloat32(float32ToBfloat16(value))[0]).toBeNaN();
  });

  test("no other bfloat16 is nearer", () => {
    const values = randomValues(1, 1000, 10);
    const rounded = bfloat16ToFloat32(float32ToBfloat16(values));
    // Eight significant bits: half a unit in the last place is 2^-9 of the power of two below.
    for (const [index, value] of values.entries())
      expect(Math.abs(rounded[index]! - value)).toBeLessThanOrEqual(2 ** (Math.floor(Math.log2(Math.abs(value))) - 8));
  });
});
