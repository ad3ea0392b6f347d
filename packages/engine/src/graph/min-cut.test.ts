import { expect, test } from "vitest";
import { seededRandom } from "../conformance/random.ts";
import { FlowNetwork } from "./min-cut.ts";

type Edge = readonly [from: number, to: number, capacity: number];

const cost = (edges: readonly Edge[], sinkSide: ReadonlySet<number>) =>
  edges.reduce((sum, [from, to, capacity]) => sum + (!sinkSide.has(from) && sinkSide.has(to) ? capacity : 0), 0);

function cutOf(edges: readonly Edge[], source: number, sink: number): Set<number> {
  const network = new FlowNetwork();
  for (const edge of edges) network.addEdge(...edge);
  return network.sinkSide(source, sink);
}

/** Every way to part the vertices 0 (source) … n − 1 (sink): the cheapest, and of those the smallest sink's side. */
function cheapestCut(edges: readonly Edge[], vertices: number): { cost: number; sinkSide: Set<number> } {
  let best = { cost: Number.POSITIVE_INFINITY, sinkSide: new Set<number>() };
  for (let choice = 0; choice < 2 ** (vertices - 2); choice++) {
    const between = Array.from({ length: vertices - 2 }, (_, i) => i + 1).filter((i) => choice & (1 << (i - 1)));
    const sinkSide = new Set([...between, vertices - 1]);
    const found = cost(edges, sinkSide);
    if (found < best.cost || (found === best.cost && sinkSide.size < best.sinkSide.size))
      best = { cost: found, sinkSide };
  }
  return best;
}

test("a chain is cut at its cheapest edge", () => {
  const edges: Edge[] = [
    [0, 1, 5],
    [1, 2, 2],
    [2, 3, 4],
  ];
  expect([...cutOf(edges, 0, 3)].sort()).toEqual([2, 3]);
});

test("of two equally cheap edges the one nearer to the sink is cut", () => {
  expect([
    ...cutOf(
      [
        [0, 1, 3],
        [1, 2, 3],
      ],
      0,
      2,
    ),
  ]).toEqual([2]);
});

test("what cannot be reached is not on the sink's side unless it leads to the sink", () => {
  const side = cutOf(
    [
      [0, 1, 1],
      [2, 3, 1],
      [4, 1, 1],
    ],
    0,
    1,
  );
  expect([...side].sort()).toEqual([1, 4]);
});

test("edges without a limit are never cut", () => {
  const edges: Edge[] = [
    [0, 1, 100],
    [1, 2, Number.POSITIVE_INFINITY],
    [2, 3, 200],
  ];
  expect([...cutOf(edges, 0, 3)].sort()).toEqual([1, 2, 3]);
});

test.each(Array.from({ length: 60 }, (_, seed) => seed))("random network %i is cut as cheaply as can be", (seed) => {
  const random = seededRandom(seed);
  const vertices = 4 + Math.floor(random() * 5);
  const edges: Edge[] = [];
  for (let from = 0; from < vertices - 1; from++)
    for (let to = 1; to < vertices; to++)
      if (from !== to && random() < 0.4) edges.push([from, to, 1 + Math.floor(random() * 6)]);
  const sinkSide = cutOf(edges, 0, vertices - 1);
  const best = cheapestCut(edges, vertices);
  expect(cost(edges, sinkSide)).toBe(best.cost);
  expect([...sinkSide].sort()).toEqual([...best.sinkSide].sort());
});
