import { expect, test } from "vitest";
import { leaf, makeNode, reachableNodes } from "./graph.ts";

const x = leaf([1], "float32", { inputName: "x" });
const a = makeNode("Neg", [x], [1], "float32");
const b = makeNode("Exp", [a.output], [1], "float32");
const c = makeNode("Add", [b.output, a.output], [1], "float32");

test("nodes come after those whose results they take, each once", () => {
  expect(reachableNodes([c.output, b.output])).toEqual([a, b, c]);
  expect(reachableNodes([a.output, x])).toEqual([a]);
});

test("what is given is not computed, nor what only it needs", () => {
  expect(reachableNodes([c.output], new Set([b.output]))).toEqual([a, c]);
  expect(reachableNodes([c.output], new Set([b.output, a.output]))).toEqual([c]);
});

test("a chain deeper than the call stack", () => {
  let value = x;
  for (let depth = 0; depth < 50_000; depth++) value = makeNode("Neg", [value], [1], "float32").output;
  expect(reachableNodes([value])).toHaveLength(50_000);
});
