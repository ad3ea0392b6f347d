import type { ParameterSpec, StackedParameterSpec } from "./architecture.ts";

/** The bias of a linear layer: of several, where their weights are stacked. */
export function biasOf(weight: ParameterSpec | StackedParameterSpec): ParameterSpec | StackedParameterSpec {
  if ("stack" in weight) return { stack: weight.stack.map(single) };
  return single(weight);
}

function single({ name, shape, linear }: ParameterSpec): ParameterSpec {
  return { name: name.replace(/weight$/, "bias"), shape: [shape[linear === "conv1d" ? 1 : 0]!] };
}
