import { openDevice } from "@neftune/engine";
import { expect, test } from "vitest";
import { architectureOf } from "./architectures/registry.ts";
import { ModelConfig } from "./checkpoints/model-config.ts";
import { tinyConfig } from "./fixtures/tiny-llama.ts";
import { granule, ParameterTensors, parameterLayout } from "./parameters.ts";

const layout = parameterLayout(architectureOf(new ModelConfig("m/config.json", tinyConfig)));

test("matrices come before vectors, both in whole chunks, and none overlaps another", () => {
  let end = 0;
  for (const { shape, offset, size } of layout.slots.values()) {
    expect(offset).toBeGreaterThanOrEqual(end);
    expect(size).toBe(shape.reduce((product, dimension) => product * dimension, 1));
    expect(offset + size <= layout.decayed).toBe(shape.length === 2);
    expect(offset >= layout.decayed).toBe(shape.length === 1);
    end = offset + size;
  }
  expect(layout.total).toBeGreaterThanOrEqual(end);
  expect([layout.decayed % granule, layout.total % granule]).toEqual([0, 0]);
});

test("tied matrices are one parameter", () => {
  // embedding, two blocks of q, k, v, o, gate, up, down and two norms, the last norm
  expect(layout.count).toBe(259 * 16 + 2 * (16 * 16 * 2 + 8 * 16 * 2 + 3 * 24 * 16 + 2 * 16) + 16);
});

test("a parameter's tensor looks into the flat memory, and an unknown name is an error", async () => {
  await using device = await openDevice("tfjs");
  const tensors = new ParameterTensors(device, layout);
  const { name, offset, size } = layout.slots.get("model.norm.weight")!;
  device.write(tensors.get(name), new Float32Array(size).fill(2));
  const flat = await device.read(tensors.flat);
  expect(flat.indexOf(2)).toBe(offset);
  expect(flat.lastIndexOf(2)).toBe(offset + size - 1);
  expect(() => tensors.get("model.norm.bias")).toThrow("the model has no parameter model.norm.bias");
});
