import type { RaggedShape } from "./ragged-layout.ts";

type Cost = (shape: RaggedShape) => number;

/**
 * The cheapest few shapes that hold all given ones: an optimal partition of the shapes, ordered by tokens, into groups that each take
 * their largest members' sizes (dynamic programming over the groups' ends). Where they are more than `limit`, the price of one more is
 * raised until so few are bought.
 *
 * @param shapes of batches with the same numbers of sequences
 * @param cost of computing one batch in a shape
 * @param price of one more shape
 */
export function partitionShapes(
  shapes: readonly RaggedShape[],
  cost: Cost,
  price: number,
  limit: number,
): { shapes: RaggedShape[]; cost: number } {
  const entries = [...Map.groupBy(shapes, ({ tokens }) => tokens).values()]
    .map((members) => ({ shape: members.reduce(largest), count: members.length }))
    .sort((a, b) => a.shape.tokens - b.shape.tokens);
  // best[end]: the cheapest way to compute the first `end` entries; its last group begins at `start`.
  const best: { cost: number; start: number; shape: RaggedShape | null }[] = [{ cost: 0, start: 0, shape: null }];
  for (let end = 1; end <= entries.length; end++) {
    let choice = { cost: Number.POSITIVE_INFINITY, start: 0, shape: entries[end - 1]!.shape };
    let shape = choice.shape;
    let count = 0;
    for (let start = end - 1; start >= 0; start--) {
      shape = largest(shape, entries[start]!.shape);
      count += entries[start]!.count;
      const total = best[start]!.cost + price + count * cost(shape);
      if (total < choice.cost) choice = { cost: total, start, shape };
    }
    best.push(choice);
  }
  const planned: RaggedShape[] = [];
  for (let end = entries.length; end > 0; end = best[end]!.start) planned.unshift(best[end]!.shape!);
  return planned.length <= limit
    ? { shapes: planned, cost: best.at(-1)!.cost }
    : partitionShapes(shapes, cost, price * 2, limit);
}

/** The smallest shape that holds both. */
function largest(a: RaggedShape, b: RaggedShape): RaggedShape {
  return {
    tokens: Math.max(a.tokens, b.tokens),
    groups: a.groups.map(({ batch, length }, index) => ({ batch, length: Math.max(length, b.groups[index]!.length) })),
    labelled: Math.max(a.labelled, b.labelled),
  };
}
