import type { BlockKind } from "../../architectures/architecture.ts";
import type { AttentionShape } from "../../layers/attention.ts";
import type { GraphBuilder } from "./graph-builder.ts";

const float32 = { to: 1 };
const bool = { to: 9 };

/** What the attention of all layers has in common, as names of values. */
export interface Sequences {
  /** Scalars, int64: tokens given, and with the past ones. */
  readonly length: string;
  readonly total: string;
  /** One-dimensional, int64. */
  readonly batch1: string;
  readonly length1: string;
}

/** Sizes of what is asked: from input_ids [batch, sequence] and attention_mask [batch, past and sequence]. */
export function sequences(graph: GraphBuilder): Sequences {
  const [zero, one] = [graph.integers([0], true), graph.integers([1], true)];
  const ids = graph.add("Shape", ["input_ids"]);
  const batch1 = graph.add("Unsqueeze", [graph.add("Gather", [ids, zero]), graph.integers([0])]);
  const length = graph.add("Gather", [ids, one]);
  const total = graph.add("Gather", [graph.add("Shape", ["attention_mask"]), one]);
  return { length, total, batch1, length1: graph.add("Unsqueeze", [length, graph.integers([0])]) };
}

/** [batch, 1, 1, sequence, total]: 0 where a token may look, a large negative number where not. */
export function maskNodes(graph: GraphBuilder, { length, total }: Sequences, window: BlockKind["window"]): string {
  const [zero, one] = [graph.integers([0], true), graph.integers([1], true)];
  const first = graph.add("Sub", [total, length]);
  const queries = graph.add("Unsqueeze", [graph.add("Range", [first, total, one]), graph.integers([1])]);
  const keys = graph.add("Unsqueeze", [graph.add("Range", [zero, total, one]), graph.integers([0])]);
  let visible = graph.add("LessOrEqual", [keys, queries]); //                        [sequence, total]
  if (window !== null) {
    const reach = graph.add("Sub", [queries, graph.integers([window], true)]);
    visible = graph.add("And", [visible, graph.add("Greater", [keys, reach])]);
  }
  const real = graph.add("Unsqueeze", [graph.add("Cast", ["attention_mask"], bool), graph.integers([1, 2, 3])]);
  const both = graph.add("And", [visible, real]);
  return graph.add("Where", [both, graph.floats([0]), graph.floats([-1e9])]);
}

/** Cosines and sines at `position_ids`, [batch · sequence, width] each. */
export function angleNodes(
  graph: GraphBuilder,
  frequencies: Float64Array,
  attentionFactor: number,
): Record<"cos" | "sin", string> {
  const column = graph.add("Reshape", ["position_ids", graph.integers([-1, 1])]);
  const positions = graph.add("Cast", [column], float32);
  const row = graph.floats(Float32Array.from(frequencies), [1, frequencies.length]);
  const half = graph.add("Mul", [positions, row]);
  const angles = graph.add("Concat", [half, half], { axis: 1 });
  const scaled = (op: "Cos" | "Sin") => {
    const values = graph.add(op, [angles]);
    return attentionFactor === 1 ? values : graph.add("Mul", [values, graph.floats([attentionFactor])]);
  };
  return { cos: scaled("Cos"), sin: scaled("Sin") };
}

/**
 * Attention of a layer to its past and itself, whose keys and values become `present`: q [rows, heads · headDim]; k, v
 * [rows, kvHeads · headDim] → [rows, heads · headDim], rows being batch · sequence.
 */
export function attentionNodes(
  graph: GraphBuilder,
  layer: number,
  { q, k, v }: Readonly<Record<"q" | "k" | "v", string>>,
  { batch1, length1 }: Sequences,
  mask: string,
  { heads, kvHeads, headDim, scale }: AttentionShape,
): string {
  const shaped = (x: string, ...sizes: number[]) =>
    graph.add("Reshape", [x, graph.add("Concat", [batch1, length1, graph.integers(sizes)], { axis: 0 })]);
  const withPast = (x: string, kind: "key" | "value") => {
    const byHead = graph.add("Transpose", [shaped(x, kvHeads, headDim)], { perm: [0, 2, 1, 3] });
    const parts = [`past_key_values.${layer}.${kind}`, byHead];
    return graph.add("Concat", parts, { axis: 2 }, `present.${layer}.${kind}`); //   [batch, kvHeads, total, headDim]
  };
  const ofGroup = (x: string) => graph.add("Unsqueeze", [x, graph.integers([2])]);
  const grouped = graph.add("Transpose", [shaped(q, kvHeads, heads / kvHeads, headDim)], { perm: [0, 2, 3, 1, 4] });
  const queries = graph.add("Mul", [grouped, graph.floats([scale])]); //              [batch, kvHeads, group, sequence, headDim]
  const keys = graph.add("Transpose", [withPast(k, "key")], { perm: [0, 1, 3, 2] });
  const scores = graph.add("Add", [graph.add("MatMul", [queries, ofGroup(keys)]), mask]);
  const probabilities = graph.add("Softmax", [scores], { axis: -1 });
  const attended = graph.add("MatMul", [probabilities, ofGroup(withPast(v, "value"))]);
  const byToken = graph.add("Transpose", [attended], { perm: [0, 3, 1, 2, 4] });
  return graph.add("Reshape", [byToken, graph.integers([-1, heads * headDim])]);
}
