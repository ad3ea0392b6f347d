import { expect, test } from "vitest";
import { int64 } from "./constants.ts";
import { type Graph, leaf, makeNode, reachableNodes, type Value } from "./graph.ts";
import { countOperators, planMemory } from "./memory-plan.ts";

const x = leaf([100], "float32", { inputName: "x" });
const flags = leaf([100], "bool", { inputName: "flags" });
const node = (op: string, inputs: Value[], size: number, dtype: Value["dtype"] = "float32") =>
  makeNode(op, inputs, [size], dtype).output;

function graphOf(...outputs: Value[]): Graph {
  const nodes = reachableNodes(outputs);
  return {
    inputs: new Map([x, flags].map((value) => [value.inputName!, value])),
    outputs: new Map(outputs.map((value, index) => [`y${index}`, value])),
    nodes,
  };
}

test("inputs, outputs and constants", () => {
  const constant = leaf([5], "float32", { data: new Float32Array(5) });
  const graph = graphOf(node("Concat", [x, constant], 105), node("Concat", [constant, constant], 10), x);
  expect(planMemory(graph)).toEqual({ inputs: 400 + 100, outputs: 420 + 40 + 400, constants: 20, scratch: 0 });
});

test("a chain of products needs the memory of two results, the last is the caller's", () => {
  let value: Value = x;
  for (let i = 0; i < 5; i++) value = node("Softmax", [value], 100);
  expect(planMemory(graphOf(value)).scratch).toBe(800);
});

test("what is computed element by element takes over its operand's memory", () => {
  const wide = node("Tile", [x], 1000);
  const chain = node("Exp", [node("Neg", [wide], 1000)], 1000);
  expect(planMemory(graphOf(node("ReduceSum", [chain], 1))).scratch).toBe(4000);
  // Not while somebody else reads it.
  const kept = node("Add", [chain, wide], 1000);
  expect(planMemory(graphOf(node("ReduceSum", [kept], 1))).scratch).toBe(8000);
  // Nor where it is read twice.
  expect(planMemory(graphOf(node("ReduceSum", [node("Mul", [wide, wide], 1000)], 1))).scratch).toBe(8000);
  // Nor into memory of another size.
  const other = makeNode("Cast", [wide], [1000], "bool").output;
  expect(planMemory(graphOf(node("Tile", [other], 10, "bool"))).scratch).toBe(4000 + 1000);
});

test("another shape is the same memory, for as long as either is read", () => {
  const wide = node("Tile", [x], 1000);
  const view = makeNode("Reshape", [wide, int64([10, 100])], [10, 100], "float32").output;
  const last = node("ReduceSum", [view], 1);
  expect(planMemory(graphOf(last)).scratch).toBe(4000);
  const both = node("Concat", [node("Softmax", [wide], 1000), node("ReduceMax", [view], 1)], 1001);
  expect(planMemory(graphOf(both)).scratch).toBe(4000 + 4000 + 4);
});

test("operators are counted, the most frequent first", () => {
  const graph = graphOf(node("Exp", [node("Neg", [node("Exp", [x], 100)], 100)], 100));
  expect(Object.entries(countOperators(graph.nodes))).toEqual([
    ["Exp", 2],
    ["Neg", 1],
  ]);
});
