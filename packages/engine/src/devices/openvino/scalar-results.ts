import { makeNode } from "../../graph/graph.ts";
import type { Rule } from "../../graph/passes/rewrite.ts";

/**
 * A matrix product that is reshaped to a scalar ends the process in OpenVINO's CPU plugin (2026.4). The product over the axes of
 * size one is the same number, to its sign of zero.
 */
export const scalarResults: Rule = ({ op, inputs, output, domain, source }) => {
  const [x] = inputs;
  if (op !== "Reshape" || output.shape.length > 0 || !x?.producer || output.dtype !== "float32") return null;
  return makeNode("ReduceProd", [x], [], "float32", { keepdims: 0 }, domain, source).output;
};
