import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { allCases } from "../../conformance/cases/all-cases.ts";
import { toTensor } from "../../conformance/reference.ts";
import { TraceError } from "../../errors/trace-error.ts";
import { scatterAdd } from "../../ops/scatter-add.ts";
import { trace } from "../tracer.ts";
import { kernelFamilies } from "./register.ts";

type Tensors = Record<string, tf.Tensor>;

beforeAll(async () => {
  await tf.setBackend("cpu");
  (tf.backend() as { firstUse?: boolean }).firstUse = false;
});

describe("the conformance suite", () => {
  test.each(Object.entries(kernelFamilies))("has cases of every kernel in %s", (family, translations) => {
    const covered = new Set(allCases[family]!.map(({ kernel }) => kernel));
    expect([...covered].sort()).toEqual(Object.keys(translations).sort());
  });

  test.each(Object.values(allCases).flat())(
    "calls $kernel where it says so: $label",
    async ({ kernel, inputs, fn }) => {
      const tensors = Object.entries(inputs).map(([name, data]) => [name, toTensor(data)] as const);
      const { kernelNames } = await tf.profile(() => fn(Object.fromEntries(tensors)));
      expect(kernelNames).toContain(kernel);
    },
  );
});

test("no kernel has two translations", () => {
  const names = Object.values(kernelFamilies).flatMap((family) => Object.keys(family));
  expect(names.length).toBe(new Set(names).size);
});

describe("what onnxruntime cannot do is refused with the kernel's name", () => {
  const flags = { x: { shape: [2, 2], dtype: "bool" } } as const;
  const cases: [string, (inputs: Tensors) => tf.Tensor, Parameters<typeof trace>[1]][] = [
    ["Add", ({ x }) => tf.add(x!, x!), flags],
    ["Multiply", ({ x }) => tf.mul(x!, x!), flags],
    ["RealDiv", ({ x }) => tf.div(x!, x!), flags],
    ["AddN", ({ x }) => tf.addN([x!, x!]), flags],
    ["Neg", ({ x }) => tf.neg(x!), flags],
    ["Exp", ({ x }) => tf.exp(x!), flags],
    ["BatchMatMul", ({ x }) => tf.matMul(x!, x!), flags],
    ["UnsortedSegmentSum", ({ x }) => tf.unsortedSegmentSum(x!, [0, 1], 2), { x: { shape: [2, 2], dtype: "int32" } }],
    ["DepthToSpace", ({ x }) => tf.depthToSpace(x as tf.Tensor4D, 2, "NCHW"), { x: [1, 4, 2, 2] }],
    ["AvgPool", ({ x }) => tf.avgPool(x as tf.Tensor4D, 2, 1, 3), { x: [1, 4, 4, 1] }],
    ["Dilation2D", ({ x }) => tf.dilation2d(x as tf.Tensor4D, tf.ones([2, 2, 1]), 1, "valid"), { x: [1, 4, 4, 1] }],
  ];

  test.each(cases)("%s", (kernel, fn, spec) => {
    const refused = () => trace((inputs) => ({ y: fn(inputs) }), spec);
    expect(refused).toThrow(TraceError);
    expect(refused).toThrow(new RegExp(`tfjs kernel ${kernel} cannot be compiled`));
  });
});

describe("scatterAdd", () => {
  const add = (indices: tf.Tensor, updates: tf.Tensor) => () =>
    tf.tidy(() => scatterAdd(tf.zeros([3, 2]), indices, updates));

  test("refuses updates that are not one row for each index, and other types", () => {
    expect(add(tf.tensor1d([0, 1], "int32"), tf.ones([3, 2]))).toThrow(/updates do not fit/);
    expect(add(tf.tensor1d([0, 1], "int32"), tf.ones([2, 3]))).toThrow(/updates do not fit/);
    expect(add(tf.tensor1d([0, 1]), tf.ones([2, 2]))).toThrow(/indices are float32/);
    expect(add(tf.tensor1d([0, 1], "int32"), tf.ones([2, 2], "int32"))).toThrow(/updates int32/);
  });

  test("refuses rows that are not there", () => {
    expect(add(tf.tensor1d([3], "int32"), tf.ones([1, 2]))).toThrow("there is no row 3");
    expect(add(tf.tensor1d([-1], "int32"), tf.ones([1, 2]))).toThrow("there is no row -1");
  });
});
