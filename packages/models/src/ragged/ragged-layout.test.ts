import { expect, test } from "vitest";
import { createRandom } from "../fixtures/random.ts";
import { placesOf, raggedLayout, raggedShape } from "./ragged-layout.ts";

/** Batches of all kinds: sequences of 1 to 40 tokens, each predicting some of its tokens; one to three groups; sometimes a larger shape. */
const cases = Array.from({ length: 200 }, (_, seed) => {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const lengths = Array.from({ length: 1 + below(5) }, () => 1 + below(seed % 3 === 0 ? 16 : 40));
  const real = lengths.reduce((sum, length) => sum + length, 0);
  const predicting = Array.from({ length: real }, (_, row) => row).filter(() => random() < 0.6);
  const longRows = below(lengths.length);
  const groupSizes = longRows > 0 ? [longRows, lengths.length - longRows] : [lengths.length];
  // Sometimes with room for more sequences than there are.
  if (seed % 4 === 0) groupSizes.push(1 + below(2));
  const smallest = raggedShape(lengths, predicting.length, groupSizes);
  const groups = smallest.groups.map(({ batch, length }) => ({ batch, length: length + 16 }));
  const shape = seed % 2 === 0 ? smallest : { ...smallest, tokens: smallest.tokens + 32, groups };
  return { lengths, groupSizes, real, predicting, shape, layout: raggedLayout(shape, lengths, predicting) };
});

test("a shape is the smallest of its steps that leaves a spare label slot, and a spare row and place where it is not full", () => {
  for (const { lengths, groupSizes, real, predicting } of cases) {
    const shape = raggedShape(lengths, predicting.length, groupSizes);
    const { tokens, groups, labelled } = shape;
    const sorted = lengths.toSorted((a, b) => b - a);
    expect(groups.map(({ batch }) => batch)).toEqual(groupSizes);
    expect([tokens % 8, labelled % 32, ...groups.map(({ length }) => length % 8)].every((rest) => rest === 0)).toBe(
      true,
    );
    expect(tokens - 8).toBeLessThan(real + 1);
    const isFull = placesOf(shape) === real;
    expect(tokens).toBeGreaterThan(isFull ? real - 1 : real);
    let first = 0;
    for (const { batch, length } of groups) {
      expect(length).toBe(8 * Math.ceil((sorted[first] ?? 1) / 8));
      first += batch;
    }
    expect(placesOf(shape)).toBeGreaterThanOrEqual(tokens > real ? real + 1 : real);
    expect(labelled - 32).toBeLessThan(predicting.length + 1);
    expect(labelled).toBeGreaterThan(predicting.length);
  }
});

test("sequences that fill every place need no spare one", () => {
  expect(raggedShape([16, 16], 3)).toEqual({ tokens: 32, groups: [{ batch: 2, length: 16 }], labelled: 32 });
  expect(raggedShape([16, 15], 32)).toEqual({ tokens: 32, groups: [{ batch: 2, length: 16 }], labelled: 64 });
  expect(raggedShape([16, 32], 3, [1, 1])).toEqual({
    tokens: 48,
    groups: [
      { batch: 1, length: 32 },
      { batch: 1, length: 16 },
    ],
    labelled: 32,
  });
  const { pad, unpad } = raggedLayout(raggedShape([8, 16], 1, [1, 1]), [8, 16], [5]);
  // The longer sequence comes first around attention.
  expect([...unpad]).toEqual([...Array.from({ length: 8 }, (_, i) => 16 + i), ...Array(16).keys()]);
  expect([...pad].map((row) => unpad[row])).toEqual([...pad.keys()]);
});

test("every real token has one place of its own, in its sequence and at its position", () => {
  for (const { lengths, groupSizes, real, shape, layout } of cases) {
    const places = [...layout.unpad.subarray(0, real)];
    expect(new Set(places).size).toBe(real);
    let row = 0;
    for (const [sequence, length] of lengths.entries()) {
      expect(layout.starts[sequence]).toBe(row);
      for (let position = 0; position < length; position++, row++) {
        expect(layout.positions[row]).toBe(position);
        expect(layout.unpad[row]).toBe(layout.unpad[layout.starts[sequence]!]! + position);
        expect(layout.pad[layout.unpad[row]!]).toBe(row);
      }
    }
    // The longest sequences are the first group's, and no sequence crosses from one place to another.
    const [first] = shape.groups;
    const inFirst = lengths.filter((_, index) => layout.unpad[layout.starts[index]!]! < first!.batch * first!.length);
    expect(inFirst.toSorted()).toEqual(
      lengths
        .toSorted((a, b) => b - a)
        .slice(0, groupSizes[0])
        .toSorted(),
    );
  }
});

test("rows and places without a token point at each other, and never at one with a token", () => {
  for (const { real, shape, layout } of cases) {
    const taken = new Set(layout.unpad.subarray(0, real));
    for (const [place, row] of layout.pad.entries()) if (!taken.has(place)) expect(row).toBe(shape.tokens - 1);
    for (const place of layout.unpad.subarray(real)) expect(taken.has(place)).toBe(false);
    expect(real).toBeLessThan(placesOf(shape) === real ? shape.tokens + 1 : shape.tokens);
  }
});

test("every label has a slot that selects its row, and every other row takes the gradient of a spare slot", () => {
  for (const { predicting, shape, layout } of cases) {
    expect([...layout.select.subarray(0, predicting.length)]).toEqual(predicting);
    for (const row of layout.select.subarray(predicting.length)) expect(row).toBe(shape.tokens - 1);
    const slotOf = new Map(predicting.map((row, slot) => [row, slot]));
    for (const [row, slot] of layout.unselect.entries()) expect(slot).toBe(slotOf.get(row) ?? predicting.length);
    expect(predicting.length).toBeLessThan(shape.labelled);
  }
});
