import type * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import type { InputSpec } from "../device.ts";
import { planMemory } from "../graph/memory-plan.ts";
import { matMul4Bit } from "../ops/mat-mul-4bit.ts";
import { trace } from "../trace/tracer.ts";
import { traceVjp } from "../trace/vjp.ts";
import { expandProducts } from "./expand-products.ts";

type Tensors = Record<string, tf.Tensor>;

const [n, out, width] = [4, 8, 128];
const spec: InputSpec = {
  x: [n, width],
  codes: { shape: [out, width / 2], dtype: "uint8" },
  scales: [(out * width) / 64],
};
const product = ({ x, codes, scales }: Tensors) => matMul4Bit(x!, { codes: codes!, scales: scales!, quantType: "nf4" });
const count = (graph: { nodes: readonly { op: string }[] }, op: string) =>
  graph.nodes.filter((node) => node.op === op).length;

test("onnxruntime's product becomes two of half the columns, and no constant has the weight's size", () => {
  const graph = trace((inputs) => ({ y: product(inputs) }), spec);
  expect([count(graph, "MatMulBnb4"), graph.nodes.length]).toEqual([1, 2]);
  expect(planMemory(graph).scratch).toBe(4 * out * width);
  const expanded = expandProducts(graph);
  expect([count(expanded, "MatMulBnb4"), count(expanded, "Gemm")]).toEqual([0, 2]);
  expect(planMemory(expanded).constants).toBeLessThan(4096);
});

test("what is computed again and the gradient share the weight's numbers; none are kept in between", () => {
  const twice = ({ x, ...weight }: Tensors) =>
    product({
      ...weight,
      x: product({ ...weight, x: x! })
        .pad([
          [0, 0],
          [0, width - out],
        ])
        .square(),
    });
  const { backward, residuals } = traceVjp(twice, spec, { wrt: ["x"], residuals: "keep" });
  expect([...residuals.values()].map(({ shape }) => shape)).toEqual([[n, out]]);
  const recomputing = expandProducts(traceVjp(twice, spec, { wrt: ["x"], residuals: "recompute" }).backward);
  expect([count(backward, "Gather"), count(recomputing, "Gather")]).toEqual([2, 2]);
});
