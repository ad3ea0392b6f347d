import { expect, test } from "vitest";
import { type Graph, leaf, makeNode } from "../../graph/graph.ts";
import { shouldSpin, threadsFor } from "./threads.ts";

function graphOf(op: string, rows: number, inner: number, columns: number, attributes = {}): Graph {
  const x = leaf([rows, inner], "float32", { inputName: "x" });
  const node = makeNode(op, [x], [rows, columns], "float32", attributes);
  return { inputs: new Map([["x", x]]), outputs: new Map([["y", node.output]]), nodes: [node] };
}

test("products are parted among all threads, and what only waits for memory is not", () => {
  expect(threadsFor(graphOf("MatMul", 1, 64, 64), 8)).toBe(8);
  expect(threadsFor(graphOf("Add", 512, 512, 512), 8)).toBe(1);
});

test("a row by a small matrix in few bits takes one thread, by an output matrix or as many rows as training has all", () => {
  expect(threadsFor(graphOf("MatMulNBits", 1, 576, 1536), 8)).toBe(1);
  expect(threadsFor(graphOf("MatMulNBits", 1, 576, 49152), 8)).toBe(8);
  expect(threadsFor(graphOf("MatMulNBits", 64, 576, 1536), 8)).toBe(8);
});

test("a scatter that adds is not raced over", () => {
  expect(threadsFor(graphOf("ScatterND", 8, 8, 8, { reduction: "add" }), 8)).toBe(1);
});

test("threads spin between products of a few rows, and not where there are many or none", () => {
  expect(shouldSpin(graphOf("FusedMatMul", 1, 576, 1536))).toBe(true);
  expect(shouldSpin(graphOf("FusedMatMul", 64, 576, 1536))).toBe(false);
  expect(shouldSpin(graphOf("Add", 1, 8, 8))).toBe(false);
});
