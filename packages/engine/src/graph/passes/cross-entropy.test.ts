import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectClose } from "../../conformance/expect-close.ts";
import { runFunction, runVjp } from "../../conformance/on-device.ts";
import { evaluateReference } from "../../conformance/reference.ts";
import { float, int, type TensorData } from "../../conformance/tensor-data.ts";
import type { Device } from "../../device.ts";
import { openDevice } from "../../devices/open-device.ts";
import { trace } from "../../trace/tracer.ts";

type Tensors = Record<string, tf.Tensor>;

const classes = 7;
const reduced = (reduction: tf.Reduction) => (labels: tf.Tensor, x: tf.Tensor) =>
  tf.losses.softmaxCrossEntropy(labels, x, undefined, 0, reduction);
const rows = reduced(tf.Reduction.NONE);
const byClass = ({ x, y }: Tensors) => rows(tf.oneHot(y!, classes), x!);
const byDistribution = ({ x, y }: Tensors) => rows(y!, x!);
const logSoftmax = ({ x }: Tensors) => tf.logSoftmax(x!);
const logSumOfParts = ({ x, y }: Tensors) => tf.sum(tf.mul(tf.logSoftmax(x!), tf.oneHot(y!, classes)), -1);

/** −log softmax(x)[y] in float64. */
function exact(x: ArrayLike<number>, y: ArrayLike<number>): number[] {
  return Array.from(y, (label, row) => {
    const logits = Array.from({ length: classes }, (_, i) => x[row * classes + i]!);
    const largest = Math.max(...logits);
    const logSum = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
    return largest - logits[label]! + logSum;
  });
}

let device: Device;
beforeAll(async () => {
  device = await openDevice("cpu", { threads: 2 });
});
afterAll(() => device.dispose());

const labels = int([5], [3, 0, 6, 2, 2]);
const filled = (value: (i: number) => number) =>
  float(
    [5, classes],
    Array.from({ length: 5 * classes }, (_, i) => value(i)),
  );
/** With how far tfjs itself may be from what is right. */
const logits: [string, TensorData, number][] = [
  ["small", float([5, classes]), 2e-6],
  ["large", filled((i) => 300 * Math.sin(i)), 2e-6],
  ["far from 0", filled((i) => 1e4 + Math.cos(i)), 1e-3],
  ["sure of it", filled((i) => (i % 4 === 0 ? 90 : -90)), 2e-6],
];

describe.each(logits)("logits %s", (_label, x, tolerance) => {
  test.each([
    ["softmaxCrossEntropy of classes", byClass, { x, y: labels }],
    ["softmaxCrossEntropy of distributions", byDistribution, { x, y: float([5, classes], undefined, 9) }],
    ["logSoftmax", logSoftmax, { x }],
    ["logSoftmax at a class", logSumOfParts, { x, y: labels }],
  ] as [string, (inputs: Tensors) => tf.Tensor, Record<string, TensorData>][])(
    "%s and its gradient are tfjs's",
    async (_op, fn, inputs) => {
      const { y, dy, gradients } = evaluateReference(fn, inputs, ["x"]);
      for (const residuals of ["keep", "recompute"] as const) {
        const actual = await runVjp(device, fn, inputs, dy, { wrt: ["x"], residuals });
        expectClose(actual.y!, y, "the result", tolerance);
        expectClose(actual.d_x!, gradients.x!, "the gradient", tolerance);
      }
    },
  );

  test("the loss is exact to rounding", async () => {
    const { y } = await runFunction(device, (inputs: Tensors) => ({ y: byClass(inputs) }), { x, y: labels });
    expectClose(y!, float([5], exact(x.data, labels.data)), "the loss", 1e-6);
  });
});

test("a class out of range has no loss, and no part in the gradient", async () => {
  const inputs = { x: float([3, classes]), y: int([3], [-1, 2, classes]) };
  const { y, dy, gradients } = evaluateReference(byClass, inputs, ["x"]);
  expect([y.data[0]! + 0, y.data[2]! + 0]).toEqual([0, 0]);
  const actual = await runVjp(device, byClass, inputs, dy, { wrt: ["x"], residuals: "keep" });
  expectClose(actual.y!, y, "the loss");
  expectClose(actual.d_x!, gradients.x!, "the gradient");
});

test("NaN among the logits is NaN in the loss", async () => {
  const x = float([1, classes], [1, 2, Number.NaN, 4, 5, 6, 7]);
  const { y } = await runFunction(device, (inputs: Tensors) => ({ y: byClass(inputs) }), { x, y: int([1], [0]) });
  expect(y!.data[0]).toBeNaN();
});

describe("passes over the logits", () => {
  const wide = (fn: (inputs: Tensors) => Tensors, y: number[] | { shape: number[]; dtype: "int32" }) =>
    trace(fn, { x: [16, classes], y })
      .nodes.filter(({ output }) => String(output.shape) === String([16, classes]))
      .map(({ op }) => op);
  const loss = reduced(tf.Reduction.MEAN);

  test("one forward", () => {
    const fn = ({ x, y }: Tensors) => ({ loss: loss(tf.oneHot(y!, classes), x!) });
    expect(wide(fn, { shape: [16], dtype: "int32" })).toEqual(["LogSoftmax"]);
  });

  test("three backward", () => {
    const fn = ({ x, y }: Tensors) => {
      const { value, grads } = tf.valueAndGrads((x: tf.Tensor) => loss(tf.oneHot(y!, classes), x) as tf.Scalar)([x!]);
      return { loss: value, dx: grads[0]! };
    };
    expect(wide(fn, { shape: [16], dtype: "int32" }).sort()).toEqual([
      "LogSoftmax",
      "Mul",
      "ScatterElements",
      "Softmax",
    ]);
  });

  test("a subtraction that only looks like it stays", () => {
    const fn = ({ x, y }: Tensors) => ({
      z: tf.sub(tf.sub(x!, tf.max(x!, -1, true)), tf.log(tf.sum(tf.exp(tf.sub(y!, tf.max(y!, -1, true))), -1, true))),
    });
    expect(wide(fn, [16, classes])).not.toContain("LogSoftmax");
  });
});
