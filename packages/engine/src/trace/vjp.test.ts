import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { traceVjp } from "./vjp.ts";

type Tensors = Record<string, tf.Tensor>;

test("the function is called once, so that what it draws at random is the same in both graphs", () => {
  let calls = 0;
  const fn = ({ x, w }: Tensors) => {
    calls++;
    return tf.mul(tf.matMul(x!, w!), tf.randomUniform([2, 2]));
  };
  const { forward, backward } = traceVjp(fn, { x: [2, 3], w: [3, 2] }, { wrt: ["w"], residuals: "keep" });
  expect(calls).toBe(1);
  const constants = [forward, backward].map(
    ({ nodes }) => nodes.flatMap((node) => node.inputs).find((value) => value.data?.length === 4)!.data,
  );
  expect(constants[0]).toEqual(constants[1]);
});

test("the backward graph has the cotangent and only what its gradients need", () => {
  const linear = ({ x, w }: Tensors) => tf.matMul(x!, w!);
  const spec = { x: [2, 3], w: [3, 4] };
  const inputs = (wrt: string[]) => [...traceVjp(linear, spec, { wrt, residuals: "keep" }).backward.inputs.keys()];
  expect(inputs(["w"]).sort()).toEqual(["dy", "x"]);
  expect(inputs(["x"]).sort()).toEqual(["dy", "w"]);
});

test("gradients are multiplied by the cotangent itself, not by a cotangent of ones beside it", () => {
  const { backward } = traceVjp(({ x }: Tensors) => tf.exp(x!), { x: [3] }, { wrt: ["x"], residuals: "recompute" });
  expect(backward.nodes.map((node) => node.op).sort()).toEqual(["Exp", "Mul"]);
});

test("no tensor is left in tfjs", () => {
  const before = tf.memory().numTensors;
  const spec = { x: [2, 3], w: [3, 4] };
  traceVjp(({ x, w }: Tensors) => tf.softmax(tf.matMul(x!, w!)), spec, { wrt: ["x", "w"], residuals: "keep" });
  expect(tf.memory().numTensors).toBe(before);
});
