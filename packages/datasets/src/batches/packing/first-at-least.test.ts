import { expect, test } from "vitest";
import { randomStream, uniformInteger } from "../../random/xoshiro128.ts";
import { FirstAtLeast } from "./first-at-least.ts";

test.each([1, 2, 5, 8, 33])("finds in %i numbers what a search from the front finds", (size) => {
  const random = randomStream(size);
  const row = new FirstAtLeast(size);
  const plain = new Array<number>(size).fill(0);
  for (let turn = 0; turn < 500; turn++) {
    const index = uniformInteger(random, size);
    const value = uniformInteger(random, 20);
    row.set(index, value);
    plain[index] = value;
    const wanted = 1 + uniformInteger(random, 20);
    expect(row.find(wanted)).toBe(plain.findIndex((candidate) => candidate >= wanted));
  }
});
