import { expect, test } from "vitest";
import { writeGaussian } from "./box-muller.ts";
import { fillThreefry2x32 } from "./threefry.ts";

/** Box and Muller's formula with the engine's own functions. */
function reference(word0: number, word1: number): [number, number] {
  const radius = Math.sqrt(-2 * Math.log((word0 + 1) / 2 ** 32));
  const angle = (2 * Math.PI * word1) / 2 ** 32;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

test("agrees with Math.log, Math.cos and Math.sin to float32's last bit", () => {
  const words = new Uint32Array(40_000);
  fillThreefry2x32(words, 1, 2, 3);
  const values = new Float32Array(words.length);
  writeGaussian(values, 0, values.length, words, 1);
  for (let index = 0; index < words.length; index += 2) {
    const expected = reference(words[index]!, words[index + 1]!);
    expect(Math.abs(values[index]! - expected[0])).toBeLessThan(1e-15 + 6.1e-8 * Math.abs(expected[0]));
    expect(Math.abs(values[index + 1]! - expected[1])).toBeLessThan(1e-15 + 6.1e-8 * Math.abs(expected[1]));
  }
});

test.each([
  [0, 0],
  [0xffffffff, 0x12345678],
  [0xfffffffe, 0x20000000],
  [0x7fffffff, 0x40000000],
  [1, 0x80000000],
  [12345, 0xc0000000],
  [12345, 0xffffffff],
])("agrees at the edges: %i, %i", (word0, word1) => {
  const values = new Float64Array(reference(word0, word1));
  const target = new Float32Array(2);
  writeGaussian(target, 0, 2, Uint32Array.of(word0, word1), 1);
  expect(target[0]).toBeCloseTo(values[0]!, 6);
  expect(target[1]).toBeCloseTo(values[1]!, 6);
});

test("an odd last element is the first of its pair", () => {
  const words = Uint32Array.of(1, 2, 3, 4);
  const even = new Float32Array(4);
  const odd = new Float32Array(4);
  writeGaussian(even, 0, 4, words, 1);
  writeGaussian(odd, 0, 3, words, 1);
  expect([...odd]).toEqual([even[0], even[1], even[2], 0]);
});
