import { describe, expect, test } from "vitest";
import { int64 } from "../constants.ts";
import { type Attribute, type GraphType, leaf, makeNode, reachableNodes, type Value } from "../graph.ts";
import { identities } from "./identities.ts";
import { rewrite } from "./rewrite.ts";

const x = leaf([2, 3], "float32", { inputName: "x" });
const flags = leaf([2, 3], "bool", { inputName: "flags" });
const counts = leaf([2, 3], "int32", { inputName: "counts" });
const number = (value: number, shape: number[] = []) => leaf(shape, "float32", { data: Float32Array.of(value) });
const node = (
  op: string,
  inputs: Value[],
  shape: readonly number[] = [2, 3],
  dtype: GraphType = "float32",
  attributes: Record<string, Attribute> = {},
) => makeNode(op, inputs, shape, dtype, attributes).output;
const transpose = (value: Value, ...perm: number[]) =>
  node(
    "Transpose",
    [value],
    perm.map((axis) => value.shape[axis]!),
    value.dtype,
    { perm },
  );
const reshape = (value: Value, ...shape: number[]) => node("Reshape", [value, int64(shape)], shape, value.dtype);
const simplified = (y: Value) =>
  rewrite({ inputs: new Map(), outputs: new Map([["y", y]]), nodes: reachableNodes([y]) }, identities).outputs.get(
    "y",
  )!;

test.each<[string, Value, Value]>([
  ["x · 1", node("Mul", [x, number(1)]), x],
  ["1 · x", node("Mul", [number(1), x]), x],
  ["x · ones", node("Mul", [x, node("Expand", [number(1), int64([2, 3])])]), x],
  ["x / 1", node("Div", [x, number(1)]), x],
  ["x − 0", node("Sub", [x, number(0)]), x],
  ["x + −0", node("Add", [x, number(-0)]), x],
  ["integers + 0", node("Add", [counts, leaf([], "int32", { data: Int32Array.of(0) })], [2, 3], "int32"), counts],
  ["−(−x)", node("Neg", [node("Neg", [x])]), x],
  ["not(not x)", node("Not", [node("Not", [flags], [2, 3], "bool")], [2, 3], "bool"), flags],
  ["to its own type", node("Cast", [x], [2, 3], "float32", { to: 1 }), x],
  [
    "bool to int32 and back",
    node("Cast", [node("Cast", [flags], [2, 3], "int32", { to: 6 })], [2, 3], "bool", { to: 9 }),
    flags,
  ],
  ["to its own shape", reshape(x, 2, 3), x],
  ["to another shape and back", reshape(reshape(x, 6), 2, 3), x],
  ["transposed twice", transpose(transpose(x, 1, 0), 1, 0), x],
  ["axes where they are", transpose(x, 0, 1), x],
  ["all of it", node("Slice", [x, int64([0, 0]), int64([2, 3])]), x],
  ["once", node("Tile", [x, int64([1, 1])]), x],
  ["padded by nothing", node("Pad", [x, int64([0, 0, 0, 0]), number(0)]), x],
  ["put together with nothing", node("Concat", [x], [2, 3], "float32", { axis: 0 }), x],
])("%s is x", (_label, value, expected) => expect(simplified(value)).toBe(expected));

test.each<[string, Value]>([
  ["x + 0, which makes −0 to 0", node("Add", [x, number(0)])],
  ["0 − x", node("Sub", [number(0), x])],
  ["x − −0", node("Sub", [x, number(-0)])],
  ["1 / x", node("Div", [number(1), x])],
  ["what is broadcast by the way", node("Mul", [x, number(1, [1, 1, 1])], [1, 2, 3])],
  [
    "int32 to float32 and back",
    node("Cast", [node("Cast", [counts], [2, 3], "float32", { to: 1 })], [2, 3], "int32", { to: 6 }),
  ],
  ["with a step, as a reversal", node("Slice", [x, int64([-1]), int64([-9]), int64([0]), int64([-1])])],
])("%s stays", (_label, value) => expect(simplified(value)).toBe(value));

describe("layouts", () => {
  const block = leaf([2, 3, 4], "float32", { inputName: "block" });

  test("two transposes are one", () => {
    const value = simplified(transpose(transpose(block, 1, 2, 0), 2, 1, 0));
    // By hand: axes 1, 2, 0 in the order 2, 1, 0.
    expect(value.producer).toMatchObject({ op: "Transpose", inputs: [block], attributes: { perm: [0, 2, 1] } });
    expect(value.shape).toEqual([2, 4, 3]);
  });

  test("reshapes behind one another are one", () => {
    expect(simplified(reshape(reshape(block, 24), 4, 6)).producer).toMatchObject({
      op: "Reshape",
      inputs: [block, {}],
    });
  });

  test("moving axes of size 1 is a reshape", () => {
    const row = leaf([1, 5, 1, 2], "float32", { inputName: "row" });
    expect(simplified(transpose(row, 1, 0, 3, 2))).toMatchObject({ shape: [5, 1, 2, 1], producer: { op: "Reshape" } });
  });
});
