import { describe, expect, test } from "vitest";
import { type Graph, leaf, makeNode, type Value } from "../graph.ts";
import { mergeCommonSubexpressions } from "./common-subexpressions.ts";
import { removeDeadNodes } from "./dead-nodes.ts";
import { optimize } from "./optimize.ts";

const x = leaf([2], "float32", { inputName: "x" });
const unused = leaf([2], "float32", { inputName: "unused" });
const constant = (...values: number[]) => leaf([values.length], "float32", { data: Float32Array.from(values) });
const unary = (op: string, input: Value, attributes = {}) => makeNode(op, [input], [2], "float32", attributes);

function graphOf(outputs: Record<string, Value>, nodes: Graph["nodes"]): Graph {
  return {
    inputs: new Map([
      ["x", x],
      ["unused", unused],
    ]),
    outputs: new Map(Object.entries(outputs)),
    nodes,
  };
}

const ops = (graph: Graph) => graph.nodes.map((node) => node.op);

test("nodes that no output needs are taken out, inputs are not", () => {
  const [used, dead] = [unary("Neg", x), unary("Exp", x)];
  const graph = removeDeadNodes(graphOf({ y: used.output }, [used, dead]));
  expect(ops(graph)).toEqual(["Neg"]);
  expect([...graph.inputs.keys()]).toEqual(["x", "unused"]);
});

describe("common subexpressions", () => {
  test("equal nodes become one, and what comes of them too", () => {
    const [first, second] = [unary("Neg", x), unary("Neg", x)];
    const [a, b] = [unary("Exp", first.output), unary("Exp", second.output)];
    const sum = makeNode("Add", [a.output, b.output], [2], "float32");
    const graph = mergeCommonSubexpressions(graphOf({ sum: sum.output, b: b.output }, [first, second, a, b, sum]));
    expect(ops(graph)).toEqual(["Neg", "Exp", "Add"]);
    expect(graph.outputs.get("b")).toBe(a.output);
    expect(graph.nodes[2]!.inputs).toEqual([a.output, a.output]);
    expect(graph.outputs.get("sum")!.producer).toBe(graph.nodes[2]);
  });

  test.each([
    ["attributes", unary("Softmax", x, { axis: 0 }), unary("Softmax", x, { axis: 1 })],
    ["operators", unary("Neg", x), unary("Exp", x)],
    ["inputs", unary("Neg", x), unary("Neg", unused)],
    [
      "an order of inputs",
      ...(
        [
          [x, unused],
          [unused, x],
        ] as const
      ).map((inputs) => makeNode("Sub", inputs, [2], "float32")),
    ],
  ] as [string, ReturnType<typeof unary>, ReturnType<typeof unary>][])("other %s stay apart", (_label, a, b) => {
    const graph = mergeCommonSubexpressions(graphOf({ a: a.output, b: b.output }, [a, b]));
    expect(graph.nodes).toHaveLength(2);
  });

  test("equal constants become one", () => {
    const [a, b] = [constant(1, 2), constant(1, 2)].map((value) => makeNode("Add", [x, value], [2], "float32"));
    expect(mergeCommonSubexpressions(graphOf({ a: a!.output, b: b!.output }, [a!, b!])).nodes).toHaveLength(1);
  });

  test.each([
    ["numbers", constant(1, 2), constant(1, 3)],
    ["signs of zero", constant(0, 0), constant(0, -0)],
    ["types", constant(0, 0), leaf([2], "int32", { data: new Int32Array(2) })],
    ["shapes", constant(0, 0), leaf([2, 1], "float32", { data: new Float32Array(2) })],
  ])("constants of other %s stay apart", (_label, a, b) => {
    const nodes = [a, b].map((value) => makeNode("Add", [x, value], [2], "float32"));
    const graph = mergeCommonSubexpressions(graphOf({ a: nodes[0]!.output, b: nodes[1]!.output }, nodes));
    expect(graph.nodes).toHaveLength(2);
  });

  test("the graph that is given stays as it is", () => {
    const [first, second] = [unary("Neg", x), unary("Neg", x)];
    const after = unary("Exp", second.output);
    mergeCommonSubexpressions(graphOf({ after: after.output, first: first.output }, [first, second, after]));
    expect(after.inputs).toEqual([second.output]);
  });
});

test("optimizing merges, and leaves nothing dead behind", () => {
  const [first, second] = [unary("Neg", x), unary("Neg", x)];
  const dead = unary("Exp", second.output);
  const y = makeNode("Add", [first.output, second.output], [2], "float32");
  expect(ops(optimize(graphOf({ y: y.output }, [first, second, dead, y])))).toEqual(["Neg", "Add"]);
});
