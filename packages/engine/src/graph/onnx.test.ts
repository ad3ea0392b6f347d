import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import type { Attribute, Graph, GraphType, Value } from "./graph.ts";
import { leaf, makeNode, nthOutput, reachableNodes } from "./graph.ts";
import { toOnnx } from "./onnx.ts";

/** A graph of one node over inputs and constants. */
function oneNode(
  op: string,
  inputs: readonly Value[],
  shape: readonly number[],
  dtype: GraphType = "float32",
  attributes: Record<string, Attribute> = {},
): Graph {
  return graphOf({ y: makeNode(op, inputs, shape, dtype, attributes).output }, inputs);
}

function graphOf(outputs: Record<string, Value>, values: readonly Value[]): Graph {
  return {
    inputs: new Map(values.filter((value) => value.inputName !== null).map((value) => [value.inputName!, value])),
    outputs: new Map(Object.entries(outputs)),
    nodes: reachableNodes(Object.values(outputs)),
  };
}

const x = leaf([2, 2], "float32", { inputName: "x" });
const feed = { in_x: new Tensor("float32", Float32Array.of(1, 2, 3, 4), [2, 2]) };

async function run(graph: Graph, feeds: Record<string, Tensor> = feed): Promise<Record<string, number[]>> {
  const session = await InferenceSession.create(toOnnx(graph));
  const results = await session.run(feeds);
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => [name, Array.from(data as ArrayLike<number | bigint>, Number)]),
  );
}

test("onnxruntime reads names, shapes and types as they were written", async () => {
  const session = await InferenceSession.create(toOnnx(oneNode("Greater", [x, x], [2, 2], "bool")));
  expect(session.inputMetadata).toMatchObject([{ name: "in_x", type: "float32", shape: [2, 2] }]);
  expect(session.outputMetadata).toMatchObject([{ name: "out_y", type: "bool", shape: [2, 2] }]);
  await session.release();
});

test("a node may compute another output of its operator than the first", async () => {
  const k = leaf([1], "int64", { data: BigInt64Array.of(1n) });
  expect(await run(oneNode("TopK", [x, k], [1, 2], "int64", { axis: 0, ...nthOutput(1) }))).toEqual({
    out_y: [1, 1],
  });
});

test("constants of every type", async () => {
  const constants = {
    float: leaf([2], "float32", { data: Float32Array.of(-1.5, Infinity) }),
    int: leaf([2], "int32", { data: Int32Array.of(-7, 2 ** 31 - 1) }),
    long: leaf([2], "int64", { data: BigInt64Array.of(-3n, 2n ** 40n) }),
    flag: leaf([2], "bool", { data: Uint8Array.of(1, 0) }),
    scalar: leaf([], "float32", { data: Float32Array.of(4) }),
    none: leaf([0, 3], "float32", { data: new Float32Array(0) }),
  };
  expect(await run(graphOf(constants, []), {})).toEqual({
    out_float: [-1.5, Infinity],
    out_int: [-7, 2 ** 31 - 1],
    out_long: [-3, 2 ** 40],
    out_flag: [1, 0],
    out_scalar: [4],
    out_none: [],
  });
});

test("a constant that looks at a part of a larger array", async () => {
  const part = Float32Array.of(9, 9, 5, 6, 9).subarray(2, 4);
  const { out_y } = await run(oneNode("Add", [x, leaf([2], "float32", { data: part })], [2, 2]));
  expect(out_y).toEqual([6, 8, 8, 10]);
});

test("attributes that are a number, numbers, a float and a text", async () => {
  const axes = leaf([1], "int64", { data: BigInt64Array.of(-1n) });
  expect(await run(oneNode("ReduceSum", [x, axes], [2], "float32", { keepdims: 0 }))).toEqual({ out_y: [3, 7] });
  expect(await run(oneNode("Transpose", [x], [2, 2], "float32", { perm: [1, 0] }))).toEqual({ out_y: [1, 3, 2, 4] });
  const leaky = await run(
    oneNode("LeakyRelu", [leaf([1], "float32", { data: Float32Array.of(-1) })], [1], "float32", {
      alpha: { float: 0.25 },
    }),
    {},
  );
  expect(leaky).toEqual({ out_y: [-0.25] });
  const index = leaf([2, 1], "int64", { data: BigInt64Array.of(1n, 1n) });
  expect(await run(oneNode("ScatterND", [x, index, x], [2, 2], "float32", { reduction: "add" }))).toEqual({
    out_y: [1, 2, 7, 10],
  });
});

test("a node of onnxruntime's own domain", async () => {
  const node = makeNode("FusedMatMul", [x, x], [2, 2], "float32", { transA: 0, transB: 1 }, "com.microsoft");
  expect(await run(graphOf({ y: node.output }, [x]))).toEqual({ out_y: [5, 11, 11, 25] });
});

test("an input, a constant and one value twice among the outputs", async () => {
  const doubled = makeNode("Add", [x, x], [2, 2], "float32").output;
  const constant = leaf([1], "float32", { data: Float32Array.of(7) });
  expect(await run(graphOf({ x, doubled, again: doubled, constant }, [x]))).toEqual({
    out_x: [1, 2, 3, 4],
    out_doubled: [2, 4, 6, 8],
    out_again: [2, 4, 6, 8],
    out_constant: [7],
  });
});

test("an output that other nodes go on with", async () => {
  const first = makeNode("Neg", [x], [2, 2], "float32").output;
  const second = makeNode("Abs", [first], [2, 2], "float32").output;
  expect(await run(graphOf({ first, second }, [x]))).toEqual({ out_first: [-1, -2, -3, -4], out_second: [1, 2, 3, 4] });
});

test("any name will do, also the same one for an input and an output", async () => {
  const odd = leaf([1], "float32", { inputName: "model.layers.0/weight é" });
  const feeds = { "in_model.layers.0/weight é": new Tensor("float32", Float32Array.of(2), [1]) };
  const graph = graphOf({ "model.layers.0/weight é": makeNode("Neg", [odd], [1], "float32").output }, [odd]);
  expect(await run(graph, feeds)).toEqual({ "out_model.layers.0/weight é": [-2] });
});

test("the same graph gives the same bytes", () => {
  const graph = oneNode("Add", [x, x], [2, 2]);
  expect(toOnnx(graph)).toEqual(toOnnx(graph));
});
