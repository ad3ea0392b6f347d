import { expect, test } from "vitest";
import { createRandom } from "../fixtures/random.ts";
import { partitionShapes } from "./partition-shapes.ts";
import type { RaggedShape } from "./ragged-layout.ts";

function randomShapes(seed: number, count: number): RaggedShape[] {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: count }, () => ({
    tokens: 16 * (1 + below(12)),
    groups: [
      { batch: 1, length: 16 * (3 + below(6)) },
      { batch: 3, length: 16 * (1 + below(3)) },
    ],
    labelled: 32 * (1 + below(3)),
  }));
}

const cost = ({ tokens, groups }: RaggedShape) =>
  1000 * tokens + groups.reduce((sum, { batch, length }) => sum + batch * length ** 2, 0);

const holds = (planned: RaggedShape, shape: RaggedShape) =>
  planned.tokens >= shape.tokens &&
  planned.labelled >= shape.labelled &&
  planned.groups.every(({ length }, index) => length >= shape.groups[index]!.length);

/** The cheapest of all ways to cut the shapes, ordered by tokens, into groups that share their largest members' sizes. */
function bestByTrial(shapes: readonly RaggedShape[], price: number): number {
  const sizes = [...new Set(shapes.map(({ tokens }) => tokens))].sort((a, b) => a - b);
  let best = Number.POSITIVE_INFINITY;
  for (let cuts = 0; cuts < 2 ** (sizes.length - 1); cuts++) {
    let group = 0;
    const groupOf = new Map(sizes.map((tokens, index) => [tokens, cuts & (1 << index) ? group++ : group]));
    let total = 0;
    for (const members of Map.groupBy(shapes, ({ tokens }) => groupOf.get(tokens)!).values()) {
      const length = (index: number) => Math.max(...members.map(({ groups }) => groups[index]!.length));
      const shared = {
        tokens: Math.max(...members.map(({ tokens }) => tokens)),
        groups: members[0]!.groups.map(({ batch }, index) => ({ batch, length: length(index) })),
        labelled: 0,
      };
      total += price + members.length * cost(shared);
    }
    best = Math.min(best, total);
  }
  return best;
}

test("every shape is held, and no other way to share shapes is cheaper", () => {
  const counts = new Set<number>();
  for (let seed = 0; seed < 30; seed++) {
    const shapes = randomShapes(seed, 4 + (seed % 9));
    const planned = partitionShapes(shapes, cost, 60_000, 99);
    for (const shape of shapes) expect(planned.shapes.some((candidate) => holds(candidate, shape))).toBe(true);
    expect(planned.cost).toBe(bestByTrial(shapes, 60_000));
    counts.add(planned.shapes.length);
  }
  // The examples are worth something only where the best number of shapes differs.
  expect(counts.size).toBeGreaterThan(2);
});

test("there are never more shapes than allowed", () => {
  const shapes = randomShapes(7, 40);
  expect(partitionShapes(shapes, cost, 1, 99).shapes.length).toBeGreaterThan(3);
  const few = partitionShapes(shapes, cost, 1, 3).shapes;
  expect(few.length).toBeLessThanOrEqual(3);
  for (const shape of shapes) expect(few.some((candidate) => holds(candidate, shape))).toBe(true);
});
