import { describe, expect, test } from "vitest";
import { createRandom } from "../fixtures/random.ts";
import { isContiguous, type Strided, StridedReader, spanOf } from "./strided.ts";

/** What every index means, written down plainly. */
function elementsOf({ shape, strides }: Strided, storage: Float32Array): number[] {
  const walk = (axis: number, place: number): number[] =>
    axis === shape.length
      ? [storage[place]!]
      : Array.from({ length: shape[axis]! }, (_, index) => walk(axis + 1, place + index * strides[axis]!)).flat();
  return walk(0, 0);
}

const views: [string, Strided, number][] = [
  ["a transposed matrix", { shape: [5, 4], strides: [1, 5] }, 20],
  ["heads whose rows alternate between their halves", { shape: [3, 2, 4, 5], strides: [40, 5, 10, 1] }, 40],
  ["rows of a wider matrix", { shape: [4, 3], strides: [7, 1] }, 24],
  ["q, k and v that alternate", { shape: [2, 3, 2, 4], strides: [8, 16, 4, 1] }, 8],
  ["a vector with gaps", { shape: [6], strides: [3] }, 16],
  ["in their order", { shape: [2, 3, 4], strides: [12, 4, 1] }, 12],
];

describe.each(views)("%s", (_, view, memory) => {
  const span = spanOf(view);
  const storage = Float32Array.from({ length: span }, (_, index) => index);
  const expected = elementsOf(view, storage);
  const size = expected.length;
  let most = 0;
  const reader = () =>
    new StridedReader(view, async (into, offset) => {
      most = Math.max(most, into.length);
      expect(offset + into.length).toBeLessThanOrEqual(span);
      into.set(storage.subarray(offset, offset + into.length));
    });

  test("whole", async () => {
    const into = new Float32Array(size);
    await reader().read(into, 0);
    expect([...into]).toEqual(expected);
    expect(most).toBe(memory);
  });

  test("any part", async () => {
    const random = createRandom(7);
    const one = reader();
    for (let round = 0; round < 50; round++) {
      const begin = Math.floor(random() * size);
      const into = new Float32Array(Math.floor(random() * (size - begin)) + 1);
      await one.read(into, begin);
      expect([...into]).toEqual(expected.slice(begin, begin + into.length));
    }
  });
});

test("axes of one element may have any stride", () => {
  expect(isContiguous({ shape: [2, 1, 3], strides: [3, 99, 1] })).toBe(true);
  expect(isContiguous({ shape: [3, 2], strides: [1, 3] })).toBe(false);
  expect(isContiguous({ shape: [], strides: [] })).toBe(true);
});
