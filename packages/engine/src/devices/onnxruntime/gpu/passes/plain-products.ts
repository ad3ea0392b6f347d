import type { Graph, Value } from "../../../../graph/graph.ts";
import { emit } from "../../../../trace/kernels/kernel.ts";
import { rewrite } from "./rewrite.ts";

/** Products of batches, transposed beforehand: the WebGPU provider has no kernel that does both. */
export function separateTransposes(graph: Graph): Graph {
  return rewrite(graph, ({ op, inputs: [a, b], attributes, output: { shape, dtype } }) => {
    if (op !== "FusedMatMul") return null;
    const left = attributes.transA ? transposed(a!) : a!;
    const right = attributes.transB ? transposed(b!) : b!;
    return emit("MatMul", [left, right], shape, dtype);
  });
}

/** With the last two axes exchanged. */
function transposed(value: Value): Value {
  const rank = value.shape.length;
  const perm = [...value.shape.keys()].map((axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return emit(
    "Transpose",
    [value],
    perm.map((axis) => value.shape[axis]!),
    value.dtype,
    { perm },
  );
}
