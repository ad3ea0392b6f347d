import { describe, expect, test } from "vitest";
import { int64 } from "../constants.ts";
import { type Attribute, type GraphType, leaf, makeNode, type Value } from "../graph.ts";
import { constantFolding } from "./constant-folding.ts";
import { rewrite } from "./rewrite.ts";

const float = (shape: number[], ...values: number[]) => leaf(shape, "float32", { data: Float32Array.from(values) });
const int = (...values: number[]) => leaf([values.length], "int32", { data: Int32Array.from(values) });
const node = (
  op: string,
  inputs: Value[],
  shape: number[],
  dtype: GraphType = "float32",
  attributes: Record<string, Attribute> = {},
) => makeNode(op, inputs, shape, dtype, attributes).output;
const folded = (y: Value) =>
  rewrite({ inputs: new Map(), outputs: new Map([["y", y]]), nodes: collect(y) }, constantFolding).outputs.get("y")!;

function collect(value: Value): NonNullable<Value["producer"]>[] {
  return value.producer ? [...value.producer.inputs.flatMap(collect), value.producer] : [];
}

const matrix = float([2, 3], 1, 2, 3, 4, 5, 6);
const edges = float([4], Number.NaN, -0, Infinity, 1e-45);

describe("nodes of constants become constants", () => {
  test.each<[string, Value, number[]]>([
    ["a sum, broadcast", node("Add", [matrix, float([2, 1], 10, 20)], [2, 3]), [11, 12, 13, 24, 25, 26]],
    ["a quotient, rounded to float32", node("Div", [float([], 1), float([], 3)], []), [Math.fround(1 / 3)]],
    [
      "edge values keep their sign and kind",
      node("Neg", [edges], [4]),
      [Number.NaN, 0, -Infinity, -1.401298464324817e-45],
    ],
    ["int32 wraps", node("Mul", [int(2 ** 30, -3), int(4, 5)], [2], "int32"), [0, -15]],
    ["a comparison with NaN", node("Equal", [edges, edges], [4], "bool"), [0, 1, 1, 1]],
    [
      "a choice",
      node("Where", [leaf([2], "bool", { data: Uint8Array.of(1, 0) }), int(1, 2), int(3, 4)], [2], "int32"),
      [1, 4],
    ],
    ["a cast", node("Cast", [float([2], -2.7, 3)], [2], "int32", { to: 6 }), [-2, 3]],
    ["a transpose", node("Transpose", [matrix], [3, 2], "float32", { perm: [1, 0] }), [1, 4, 2, 5, 3, 6]],
    ["a part", node("Slice", [matrix, int64([0, 1]), int64([2, 3])], [2, 2]), [2, 3, 5, 6]],
    [
      "a chain",
      node("Sqrt", [node("Reshape", [node("Mul", [matrix, matrix], [2, 3]), int64([6])], [6])], [6]),
      [1, 2, 3, 4, 5, 6],
    ],
  ])("%s", (_label, value, expected) => {
    const { data, shape, dtype } = folded(value);
    expect(Array.from(data as Float32Array)).toEqual(expected);
    expect({ shape, dtype }).toEqual({ shape: value.shape, dtype: value.dtype });
  });

  test.each<[string, Value]>([
    ["what runtimes round in their own way", node("Exp", [matrix], [2, 3])],
    ["a number that has no int32", node("Cast", [edges], [4], "int32", { to: 6 })],
    [
      "a large constant",
      node("Add", [float([], 1), leaf([2000], "float32", { data: new Float32Array(2000) })], [2000]),
    ],
    ["what is given at run time", node("Add", [leaf([], "float32", { inputName: "x" }), float([], 1)], [])],
  ])("%s stays", (_label, value) => expect(folded(value)).toBe(value));
});

describe("one number everywhere", () => {
  const ones = (shape: number[]) => node("Expand", [float([], 2), int64(shape)], shape);

  test("is computed once and stays unexpanded in the file", () => {
    const value = folded(
      node("Mul", [node("Add", [ones([500, 400]), float([], 1)], [500, 400]), ones([500, 400])], [500, 400]),
    );
    expect(value.producer?.op).toBe("Expand");
    expect(Array.from(value.producer!.inputs[0]!.data as Float32Array)).toEqual([6]);
  });

  test("has no layout to change", () => {
    const moved = node(
      "Transpose",
      [node("Reshape", [ones([6, 1000]), int64([60, 100])], [60, 100])],
      [100, 60],
      "float32",
      { perm: [1, 0] },
    );
    expect(folded(moved)).toMatchObject({ shape: [100, 60], producer: { op: "Expand" } });
  });

  test("is broadcast where another operand has the shape", () => {
    const x = leaf([3, 4], "float32", { inputName: "x" });
    const { producer } = folded(node("Mul", [x, ones([3, 4])], [3, 4]));
    expect(producer?.inputs.map(({ shape }) => shape)).toEqual([[3, 4], []]);
    const column = leaf([3, 1], "float32", { inputName: "x" });
    expect(folded(node("Mul", [column, ones([3, 4])], [3, 4])).producer?.inputs[1]?.shape).toEqual([3, 4]);
  });
});
