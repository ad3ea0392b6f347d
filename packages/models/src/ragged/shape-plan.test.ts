import { expect, test } from "vitest";
import { architectureOf } from "../architectures/registry.ts";
import { ModelConfig } from "../checkpoints/model-config.ts";
import { createRandom } from "../fixtures/random.ts";
import { tinyConfig } from "../fixtures/tiny-llama.ts";
import { batchShape, type TokenizedRow } from "./ragged-batch.ts";
import { placesOf } from "./ragged-layout.ts";
import { ShapePlan } from "./shape-plan.ts";

const config = { ...tinyConfig, hidden_size: 1024, intermediate_size: 2048, num_hidden_layers: 4 };
const compilation = { operations: 1e9, shapes: 16 };
const architecture = architectureOf(new ModelConfig("m/config.json", config));

function row(length: number): TokenizedRow {
  return { inputIds: new Int32Array(length), labels: new Int32Array(length) };
}

test("a planned shape holds its batch", () => {
  const random = createRandom(1);
  const below = (limit: number) => Math.floor(random() * limit);
  const batches = Array.from({ length: 60 }, () => Array.from({ length: 3 + below(2) }, () => row(1 + below(90))));
  const plan = ShapePlan.for(architecture, batches, compilation);
  expect(plan.shapes.length).toBeLessThanOrEqual(2 * 16);
  for (const batch of batches) {
    const fitted = plan.fit(batch);
    const smallest = batchShape(
      batch,
      fitted.groups.map(({ batch: sequences }) => sequences),
    );
    expect(plan.shapes).toContain(fitted);
    expect(fitted.tokens).toBeGreaterThanOrEqual(smallest.tokens);
    expect(fitted.labelled).toBeGreaterThanOrEqual(smallest.labelled);
    for (const [index, { batch: sequences, length }] of fitted.groups.entries()) {
      expect(sequences).toBe(smallest.groups[index]!.batch);
      expect(length).toBeGreaterThanOrEqual(smallest.groups[index]!.length);
    }
  }
});

test("one long row among short ones is kept apart; rows of one length are not", () => {
  const uneven = [row(500), row(40), row(40), row(40)];
  const [shape] = ShapePlan.for(architecture, [uneven], compilation).shapes;
  expect(shape!.groups.map(({ batch }) => batch)).toEqual([1, 3]);
  expect(placesOf(shape!)).toBeLessThan(placesOf(batchShape(uneven)) / 2);
  const even = [row(100), row(100), row(100), row(100)];
  expect(ShapePlan.for(architecture, [even], compilation).shapes[0]!.groups).toHaveLength(1);
});

test("batches of many numbers of sequences share shapes with room for a few more", () => {
  const random = createRandom(2);
  const below = (limit: number) => Math.floor(random() * limit);
  const batches = Array.from({ length: 80 }, () => Array.from({ length: 12 + below(9) }, () => row(1 + below(120))));
  const plan = ShapePlan.for(architecture, batches, { operations: 1e13, shapes: 16 });
  expect(plan.shapes.length).toBeLessThanOrEqual(4);
  for (const batch of batches) {
    const fitted = plan.fit(batch);
    expect(plan.shapes).toContain(fitted);
    const sequences = fitted.groups.reduce((sum, group) => sum + group.batch, 0);
    expect(sequences).toBeGreaterThanOrEqual(batch.length);
    expect(sequences).toBeLessThanOrEqual(1.25 * batch.length);
  }
});

test("many rows of all lengths are computed in several groups", () => {
  const batch = [480, 300, 200, 150, 120, 100, 100, 90, 80, 70, 60, 50, 40, 40, 30, 20].map(row);
  const [shape] = ShapePlan.for(architecture, [batch], compilation).shapes;
  expect(shape!.groups.length).toBeGreaterThan(2);
  expect(placesOf(shape!)).toBeLessThan(0.7 * placesOf(batchShape(batch, [1, 15])));
});

test("a batch that was not planned for keeps its own shape", () => {
  const plan = ShapePlan.for(architecture, [[row(20), row(20)]], compilation);
  for (const other of [[row(60), row(20)], [row(20)]]) expect(plan.fit(other)).toEqual(batchShape(other));
  expect(ShapePlan.for(architecture, [], compilation).fit([row(5)])).toEqual(batchShape([row(5)]));
});
