import { expect, test } from "vitest";
import { fillThreefry2x32, threefry2x32 } from "./threefry.ts";

// The lines `threefry2x32 20` of tests/kat_vectors in Random123: counter, key, result.
const KNOWN_ANSWERS = [
  { counter: [0, 0], key: [0, 0], result: [0x6b200159, 0x99ba4efe] },
  { counter: [0xffffffff, 0xffffffff], key: [0xffffffff, 0xffffffff], result: [0x1cb996fc, 0xbb002be7] },
  { counter: [0x243f6a88, 0x85a308d3], key: [0x13198a2e, 0x03707344], result: [0xc4923a9c, 0x483df7a0] },
] as const;

test.each(KNOWN_ANSWERS)("Random123's known answer for the counter $counter", ({ counter, key, result }) => {
  expect(threefry2x32(key[0], key[1], counter[0], counter[1])).toEqual(result);
});

test("filling an array gives the same words as one block at a time", () => {
  const words = new Uint32Array(7);
  fillThreefry2x32(words, 0x13198a2e, 0x03707344, 5, 0xfffffffe);
  const blocks = [0xfffffffe, 0xffffffff, 0, 1].flatMap((counter1) =>
    threefry2x32(0x13198a2e, 0x03707344, 5, counter1),
  );
  expect([...words]).toEqual(blocks.slice(0, 7));
});
