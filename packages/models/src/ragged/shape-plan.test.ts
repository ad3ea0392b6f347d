import { expect, test } from "vitest";
import { architectureOf } from "../architectures/registry.ts";
import { ModelConfig } from "../checkpoints/model-config.ts";
import { createRandom } from "../fixtures/random.ts";
import { tinyConfig } from "../fixtures/tiny-llama.ts";
import type { RaggedShape } from "./ragged-layout.ts";
import { ShapePlan } from "./shape-plan.ts";

const config = { ...tinyConfig, hidden_size: 1024, intermediate_size: 2048, num_hidden_layers: 4 };
const architecture = architectureOf(new ModelConfig("m/config.json", config));

function randomShapes(seed: number, count: number, batches: readonly number[]): RaggedShape[] {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: count }, () => ({
    tokens: 16 * (1 + below(12)),
    batch: batches[below(batches.length)]!,
    length: 16 * (1 + below(6)),
    labelled: 32 * (1 + below(3)),
  }));
}

test("a planned shape holds its batch and keeps its number of sequences", () => {
  for (let seed = 0; seed < 50; seed++) {
    const shapes = randomShapes(seed, 40, [3, 4]);
    const plan = ShapePlan.for(architecture, shapes);
    for (const shape of shapes) {
      const { tokens, length, labelled, batch } = plan.fit(shape);
      expect(tokens).toBeGreaterThanOrEqual(shape.tokens);
      expect(length).toBeGreaterThanOrEqual(shape.length);
      expect(labelled).toBeGreaterThanOrEqual(shape.labelled);
      expect(batch).toBe(shape.batch);
    }
    expect(plan.shapes.length).toBeLessThanOrEqual(2 * 16);
  }
});

test("a batch that was not planned for keeps its own shape", () => {
  const planned = { tokens: 64, batch: 4, length: 32, labelled: 32 };
  const plan = ShapePlan.for(architecture, [planned]);
  for (const other of [
    { ...planned, tokens: 80 },
    { ...planned, length: 48 },
    { ...planned, batch: 2 },
    { ...planned, labelled: 96 },
  ])
    expect(plan.fit(other)).toEqual(other);
  expect(plan.fit({ ...planned, tokens: 16 })).toEqual(planned);
  expect(ShapePlan.for(architecture, []).fit(planned)).toEqual(planned);
});

const compileCost = 2e10;

/** What the plan promises to make small, written down again: compiling, and the passes through what is compiled. */
function cost(shapes: readonly RaggedShape[], fit: (shape: RaggedShape) => RaggedShape): number {
  const weights = 1024 * 1024 * 2 + 512 * 1024 * 2 + 3 * 2048 * 1024 + 2 * 1024;
  const planned = shapes.map(fit);
  const compiled = new Set(planned.map(({ tokens, length }) => `${tokens} ${length}`)).size;
  return planned.reduce(
    (sum, { tokens, batch, length }) => sum + 4 * (6 * weights * tokens + 12 * batch * length * length * 1024),
    compiled * compileCost,
  );
}

/** The cheapest of all ways to cut the shapes, ordered by tokens, into groups that share their largest members' sizes. */
function bestByTrial(shapes: readonly RaggedShape[]): number {
  const sizes = [...new Set(shapes.map(({ tokens }) => tokens))].sort((a, b) => a - b);
  let best = Number.POSITIVE_INFINITY;
  for (let cuts = 0; cuts < 2 ** (sizes.length - 1); cuts++) {
    const groupOf = new Map<number, number>();
    let group = 0;
    for (const [index, tokens] of sizes.entries()) {
      groupOf.set(tokens, group);
      if (cuts & (1 << index)) group++;
    }
    const groups = Map.groupBy(shapes, ({ tokens }) => groupOf.get(tokens)!);
    const fit = (shape: RaggedShape) => {
      const members = groups.get(groupOf.get(shape.tokens)!)!;
      const largest = (pick: (member: RaggedShape) => number) => Math.max(...members.map(pick));
      return { ...shape, tokens: largest((member) => member.tokens), length: largest((member) => member.length) };
    };
    best = Math.min(best, cost(shapes, fit));
  }
  return best;
}

test("no other way to share shapes is cheaper", () => {
  const compiled = new Set<number>();
  for (let seed = 0; seed < 30; seed++) {
    const shapes = randomShapes(seed, 12, [4]).slice(0, 4 + (seed % 9));
    const plan = ShapePlan.for(architecture, shapes, compileCost);
    const fitted = shapes.map((shape) => plan.fit(shape));
    expect(cost(shapes, (shape) => plan.fit(shape)) / bestByTrial(shapes)).toBeCloseTo(1, 12);
    compiled.add(new Set(fitted.map(({ tokens }) => tokens)).size);
  }
  // The examples are worth something only where the best number of shapes differs.
  expect(compiled.size).toBeGreaterThan(2);
});
