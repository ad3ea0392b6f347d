import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { allocate, type TypedArray } from "../../dtype.ts";
import { DeviceError } from "../../errors/device-error.ts";
import { scatterAdd } from "../../ops/scatter-add.ts";
import { trace } from "../../trace/tracer.ts";
import { rowsComputation } from "./rows.ts";

type Tensors = Record<string, tf.Tensor>;

const indices = (count: number) => ({ shape: [count], dtype: "int32" as const });
const gather = rowsComputation(
  trace(({ x, i }: Tensors) => ({ y: tf.gather(x!, i as tf.Tensor1D) }), { x: [3, 2], i: indices(4) }),
)!;
const add = rowsComputation(
  trace(({ target, i, rows }: Tensors) => ({ sum: scatterAdd(target!, i!, rows!) }), {
    target: [3, 2],
    i: indices(2),
    rows: [2, 2],
  }),
)!;

function floats(...values: number[]): TypedArray {
  const array = allocate("float32", values.length);
  array.set(values);
  return array;
}

test("rows are picked by index, a negative one from the end", () => {
  expect([gather.inputs, gather.outputs]).toEqual([["x", "i"], ["y"]]);
  const y = floats(...Array(8).fill(0));
  gather.run([floats(1, 2, 3, 4, 5, 6), Int32Array.of(2, 0, 2, -2), y]);
  expect([...y]).toEqual([5, 6, 1, 2, 5, 6, 3, 4]);
});

test("rows are added to rows, in place as well", () => {
  expect(add.inputs).toEqual(["target", "i", "rows"]);
  const [target, sum] = [floats(1, 2, 3, 4, 5, 6), floats(0, 0, 0, 0, 0, 0)];
  add.run([target, Int32Array.of(1, 1), floats(10, 20, 30, 40), sum]);
  expect([...sum]).toEqual([1, 2, 43, 64, 5, 6]);
  expect([...target]).toEqual([1, 2, 3, 4, 5, 6]);
  add.run([target, Int32Array.of(0, 2), floats(10, 20, 30, 40), target]);
  expect([...target]).toEqual([11, 22, 3, 4, 35, 46]);
});

test.each([3, -4])("there is no row %i of three, and nothing is written then", (index) => {
  const target = floats(1, 2, 3, 4, 5, 6);
  expect(() => add.run([target, Int32Array.of(0, index), floats(1, 1, 1, 1), target])).toThrow(DeviceError);
  expect([...target]).toEqual([1, 2, 3, 4, 5, 6]);
});

describe("any other graph is not for rows", () => {
  test.each<[string, (inputs: Tensors) => Tensors]>([
    ["columns", ({ x, i }) => ({ y: tf.gather(x!, i as tf.Tensor1D, 1) })],
    ["something before", ({ x, i }) => ({ y: tf.gather(tf.neg(x!), i as tf.Tensor1D) })],
    ["something after", ({ x, i }) => ({ y: tf.neg(tf.gather(x!, i as tf.Tensor1D)) })],
    ["constant indices", ({ x }) => ({ y: tf.gather(x!, [1, 0]) })],
    ["computed indices", ({ x, i }) => ({ y: tf.gather(x!, tf.add(i!, tf.scalar(1, "int32"))) })],
    ["two results", ({ x, i }) => ({ y: tf.gather(x!, i as tf.Tensor1D), x: x! })],
    ["an input alone", ({ x }) => ({ y: x! })],
  ])("%s", (_label, fn) => {
    expect(rowsComputation(trace(fn, { x: [3, 2], i: indices(2) }))).toBeNull();
  });
});
