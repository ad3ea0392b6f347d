import type { TensorSpec } from "@neftune/engine";
import { type Graph, trace } from "@neftune/engine/graph";
import type * as tf from "@tensorflow/tfjs";
import { type Architecture, embedWidth } from "../../architectures/architecture.ts";
import { afterAttention, beforeAttention } from "../../generation/decoding/block-halves.ts";
import type { DecodableModel } from "../../generation/decoding/decodable-model.ts";
import type { DecodingWeights } from "../../generation/decoding/decoding-weights.ts";
import { residentWeights } from "../../generation/decoding/resident-weights.ts";
import { adaptedWeights } from "../../programs/linear-layer.ts";
import type { PartTensors } from "../../programs/model-parts.ts";
import { partSpec } from "../../programs/part.ts";
import { angleNodes, attentionNodes, maskNodes, sequences } from "./attention-nodes.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { tracedRows } from "./symbolic-rows.ts";
import { parameterDimensions, weightInitializers } from "./weight-initializers.ts";
import type { OnnxPort } from "./write-onnx.ts";

type Tensors = Record<string, tf.Tensor>;

export interface OnnxGraph {
  readonly graph: GraphBuilder;
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

/**
 * The whole model with its key/value cache, any number of sequences, tokens and past tokens, in the layout of Hugging Face's Optimum:
 * input_ids and position_ids [batch, sequence], attention_mask [batch, total], past_key_values.N.key and .value
 * [batch, kvHeads, past, headDim] → logits [batch, sequence, vocabSize], present.N.key and .value [batch, kvHeads, total, headDim].
 *
 * Rotary scalings that depend on the length of a sequence are those of a short one.
 */
export function onnxGraph(model: DecodableModel): OnnxGraph {
  const { device, architecture, parts } = model;
  const { layers, width, attention, kinds, kindOf, input, embedScale, vocabSize } = architecture;
  const graph = new GraphBuilder();
  const rows = tracedRows(parameterDimensions(parts));
  const weights = (part: PartTensors) => weightInitializers(graph, device, part);
  const resident = residentWeights(model);
  const inlined = (fn: (inputs: Tensors) => Tensors, spec: Record<string, TensorSpec>, names: Record<string, string>) =>
    graph.inline(trace(fn, spec), names, rows);

  const ids = graph.add("Reshape", ["input_ids", graph.integers([-1])]);
  const looked = graph.add("Gather", [weights(parts.embed).tokens!, ids]);
  let x = embedScale === 1 ? looked : graph.add("Mul", [looked, graph.floats([embedScale])]);
  const flat = graph.add("Reshape", ["position_ids", graph.integers([-1])]);
  if (input) {
    const { part } = parts.input!;
    const positions = graph.add("Cast", [flat], { to: 6 });
    const spec = { x: [rows, embedWidth(architecture)], positions: int32(rows), ...partSpec(part) };
    const stage = ({ x, positions, ...rest }: Tensors) => ({
      y: input.apply(x!, adaptedWeights(part, rest), positions!),
    });
    x = inlined(stage, spec, { x, positions, ...weights(parts.input!) }).y!;
  }

  const sizes = sequences(graph);
  const context = kinds.map(({ rotary, window }) => ({
    angles: rotary ? angleNodes(graph, rotary.inverseFrequencies(1), rotary.attentionFactor) : null,
    mask: maskNodes(graph, sizes, window),
  }));
  const halves = new Map<string, ReturnType<typeof tracedHalves>>();
  for (let layer = 0; layer < layers; layer++) {
    const { angles, mask } = context[kindOf(layer)]!;
    const key = `${kindOf(layer)} ${resident.blockKey(layer)}`;
    const { before, after } = halves.get(key) ?? tracedHalves(architecture, layer, resident, rows);
    halves.set(key, { before, after });
    const own = weights(parts.blocks[layer]!);
    const heads = graph.inline(before, { x, ...angles, ...own }, rows) as Record<"q" | "k" | "v", string>;
    const attended = attentionNodes(graph, layer, heads, sizes, mask, attention);
    x = graph.inline(after, { x, attended, ...own }, rows).y!;
  }

  const head = ({ x, ...tensors }: Tensors) => ({ y: resident.logits(x!, tensors) });
  const headSpec = { x: [rows, width], ...resident.headSpec };
  const flatLogits = inlined(head, headSpec, { x, ...weights(parts.head) }).y!;
  const shape = graph.add("Concat", [sizes.batch1, sizes.length1, graph.integers([vocabSize])], { axis: 0 });
  graph.add("Reshape", [flatLogits, shape], {}, "logits");

  const cache = (name: string, length: string): OnnxPort[] =>
    Array.from({ length: layers }, (_, layer) => ["key", "value"].map((kind) => ({ kind, layer }))).flatMap((pair) =>
      pair.map(({ kind, layer }): OnnxPort => {
        const shape = ["batch_size", attention.kvHeads, length, attention.headDim];
        return { name: `${name}.${layer}.${kind}`, shape, dtype: "float32" };
      }),
    );
  const tokens = ["batch_size", "sequence_length"];
  return {
    graph,
    inputs: [
      { name: "input_ids", shape: tokens, dtype: "int64" },
      { name: "attention_mask", shape: ["batch_size", "total_sequence_length"], dtype: "int64" },
      { name: "position_ids", shape: tokens, dtype: "int64" },
      ...cache("past_key_values", "past_sequence_length"),
    ],
    outputs: [
      { name: "logits", shape: [...tokens, vocabSize], dtype: "float32" },
      ...cache("present", "total_sequence_length"),
    ],
  };
}

/** A layer's block, cut at its attention and traced. */
function tracedHalves(
  architecture: Architecture,
  layer: number,
  weights: DecodingWeights,
  rows: number,
): { before: Graph; after: Graph } {
  const { width, attention, kinds, kindOf } = architecture;
  const { rotary } = kinds[kindOf(layer)]!;
  const spec = weights.blockSpec(layer);
  const angles: Record<string, TensorSpec> = rotary ? { cos: [rows, rotary.width], sin: [rows, rotary.width] } : {};
  return {
    before: trace(
      ({ x, cos, sin, ...rest }: Tensors) =>
        beforeAttention(architecture, x!, weights.block(layer, rest), cos && sin ? { cos, sin } : null),
      { x: [rows, width], ...angles, ...spec },
    ),
    after: trace(
      ({ x, attended, ...rest }: Tensors) => ({
        y: afterAttention(architecture, x!, attended!, weights.block(layer, rest)),
      }),
      { x: [rows, width], attended: [rows, attention.heads * attention.headDim], ...spec },
    ),
  };
}

function int32(length: number): TensorSpec {
  return { shape: [length], dtype: "int32" };
}
