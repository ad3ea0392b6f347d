import { bytesPerElement, type DataType, sizeOf } from "../dtype.ts";
import type { Node, Value } from "./graph.ts";
import { FlowNetwork } from "./min-cut.ts";

/** Operators that are never computed twice. */
const expensive = new Set(["Gemm", "MatMul", "FusedMatMul", "Softmax", "LogSoftmax", "Conv", "MatMulBnb4"]);

/**
 * The fewest bytes of forward values that must be kept so that the backward graph can get at everything it needs
 * through cheap operators alone: a minimum cut between the results of expensive operators and the values that the
 * gradients read. Where several sets are equally small, the one nearest to the gradients, which recomputes least.
 *
 * @param forward nodes of the forward computation
 * @param needed values of it that the gradients read
 */
export function chooseResiduals(forward: ReadonlySet<Node>, needed: ReadonlySet<Value>): Value[] {
  const network = new FlowNetwork();
  const source = -1;
  const sink = -2;
  // A value is two vertices with its size between them: cutting that edge is keeping the value.
  const before = (value: Value) => 2 * value.id;
  const after = (value: Value) => 2 * value.id + 1;
  for (const { op, inputs, output } of forward) {
    network.addEdge(before(output), after(output), bytes(output));
    if (expensive.has(op)) network.addEdge(source, before(output), Number.POSITIVE_INFINITY);
    else
      for (const input of inputs)
        if (input.producer) network.addEdge(after(input), before(output), Number.POSITIVE_INFINITY);
    if (needed.has(output)) network.addEdge(after(output), sink, Number.POSITIVE_INFINITY);
  }
  const side = network.sinkSide(source, sink);
  const kept = [...forward].map(({ output }) => output).filter((v) => side.has(after(v)) && !side.has(before(v)));
  return [...new Set(kept.map(withoutReshapes))];
}

/** The same elements before they were given another shape: a runtime aliases a reshape, but copies it where it is an output. */
function withoutReshapes(value: Value): Value {
  let source = value;
  while (source.producer?.op === "Reshape" && source.producer.inputs[0]!.producer) source = source.producer.inputs[0]!;
  return source;
}

function bytes({ shape, dtype }: Value): number {
  return sizeOf(shape) * (dtype === "int64" ? 8 : bytesPerElement(dtype as DataType));
}
