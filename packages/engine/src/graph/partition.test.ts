import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { trace } from "../trace/tracer.ts";
import { gradients } from "../trace/vjp.ts";
import { partition } from "./partition.ts";

type Tensors = Record<string, tf.Tensor>;

function joint(fn: (inputs: Tensors) => tf.Tensor, spec: Record<string, number[]>, wrt: string[]) {
  return trace((inputs, declare) => gradients(fn, inputs, { wrt }, (y) => declare("dy", y.shape)), spec);
}

const hidden = ({ x, w, v }: Tensors) => tf.matMul(tf.tanh(tf.matMul(x!, w!)), v!);
const spec = { x: [2, 3], w: [3, 4], v: [4, 5] };
const graph = joint(hidden, spec, ["x", "w", "v"]);
const matmuls = (nodes: readonly { op: string }[]) => nodes.filter(({ op }) => op === "Gemm").length;

test("kept residuals take the place of what made them", () => {
  const { forward, backward, residuals } = partition(graph, "y", "keep");
  expect([...residuals.keys()]).toEqual(["residual_0"]);
  expect([...forward.outputs.keys()]).toEqual(["y", "residual_0"]);
  expect([...backward.inputs.keys()].sort()).toEqual(["dy", "residual_0", "v", "w", "x"]);
  expect([...backward.outputs.keys()]).toEqual(["d_x", "d_w", "d_v"]);
  // d_v and the cotangent of tanh, d_x and d_w: none of the forward products again.
  expect([matmuls(forward.nodes), matmuls(backward.nodes)]).toEqual([2, 4]);
});

test("recomputing does the forward products again, but for the last, which nothing needs", () => {
  const { forward, backward, residuals } = partition(graph, "y", "recompute");
  expect(residuals.size).toBe(0);
  expect([...forward.outputs.keys()]).toEqual(["y"]);
  expect([matmuls(forward.nodes), matmuls(backward.nodes)]).toEqual([2, 5]);
});

test("graphs have the inputs that they read, and no others", () => {
  const { forward, backward } = partition(joint(hidden, { ...spec, spare: [7] }, ["v"]), "y", "recompute");
  expect([...forward.inputs.keys()]).toEqual(["x", "w", "v"]);
  expect([...backward.inputs.keys()].sort()).toEqual(["dy", "w", "x"]);
});

test("a result that is also a residual goes by both names", () => {
  const { forward, residuals } = partition(
    joint(({ x, w }) => tf.softmax(tf.matMul(x!, w!)), { x: [2, 3], w: [3, 4] }, ["w"]),
    "y",
    "keep",
  );
  expect(forward.outputs.get("y")).toBe([...residuals.values()][0]);
});

test("a result that is an input needs no nodes", () => {
  const { forward, backward } = partition(
    joint(({ x }) => x!, { x: [2] }, ["x"]),
    "y",
    "keep",
  );
  expect([[...forward.inputs.keys()], forward.nodes]).toEqual([["x"], []]);
  expect([[...backward.inputs.keys()], backward.nodes]).toEqual([["dy"], []]);
});
