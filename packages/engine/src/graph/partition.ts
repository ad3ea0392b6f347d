import type { Residuals } from "../device.ts";
import { type Graph, leaf, reachableNodes, type Value, withInputs } from "./graph.ts";
import { chooseResiduals } from "./residuals.ts";

/** A forward and a backward graph of one function, and the values that cross between them. */
export interface Partition {
  forward: Graph;
  backward: Graph;
  residuals: Map<string, Value>;
}

/**
 * Splits the joint graph of a function and its gradients.
 *
 * The backward graph is what the gradients need. Walking back from them, a value of the forward computation is taken
 * from the forward graph or computed again, as `chooseResiduals` has it (`keep`), or always computed again (`recompute`).
 *
 * @param y name of the function's result among the joint graph's outputs; all others are gradients.
 */
export function partition(joint: Graph, y: string, residuals: Residuals): Partition {
  const result = joint.outputs.get(y)!;
  const gradients = new Map([...joint.outputs].filter(([name]) => name !== y));
  const forwardNodes = new Set(reachableNodes([result]));

  const needed = new Set<Value>();
  for (const node of reachableNodes(gradients.values()))
    if (!forwardNodes.has(node)) for (const input of node.inputs) needed.add(input);
  for (const value of gradients.values()) needed.add(value);
  const kept = residuals === "keep" ? chooseResiduals(forwardNodes, needed) : [];

  const names = new Map(kept.map((value, index) => [value, `residual_${index}`]));
  const given = new Map(kept.map((value) => [value, leaf(value.shape, value.dtype, { inputName: names.get(value)! })]));
  const outputs = substitute(gradients, given);
  const nodes = reachableNodes(outputs.values());
  const used = new Set([...nodes.flatMap((node) => [...node.inputs]), ...outputs.values()]);
  const inputs = new Map([...joint.inputs].filter(([, value]) => used.has(value)));
  for (const value of given.values()) inputs.set(value.inputName!, value);

  const residualOutputs = new Map(kept.map((value) => [names.get(value)!, value]));
  const forwardOutputs = new Map([[y, result], ...residualOutputs]);
  const read = new Set([result, ...[...forwardNodes].flatMap((node) => node.inputs)]);
  const forwardInputs = new Map([...joint.inputs].filter(([, value]) => read.has(value)));
  return {
    forward: { inputs: forwardInputs, outputs: forwardOutputs, nodes: reachableNodes(forwardOutputs.values()) },
    backward: { inputs, outputs, nodes },
    residuals: residualOutputs,
  };
}

/** The outputs with some values replaced, the nodes between rebuilt. */
function substitute(outputs: ReadonlyMap<string, Value>, given: ReadonlyMap<Value, Value>): Map<string, Value> {
  const replaced = new Map<Value, Value>(given);
  for (const node of reachableNodes(outputs.values(), new Set(given.keys()))) {
    if (!node.inputs.some((value) => replaced.has(value))) continue;
    const inputs = node.inputs.map((value) => replaced.get(value) ?? value);
    replaced.set(node.output, withInputs(node, inputs).output);
  }
  return new Map([...outputs].map(([name, value]) => [name, replaced.get(value) ?? value]));
}
