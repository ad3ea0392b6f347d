import type { TensorSpec } from "@neftune/engine";
import { type Graph, trace } from "@neftune/engine/graph";
import type * as tf from "@tensorflow/tfjs";
import { type BlockParameterSpecs, embedWidth, headWidth, shapeOf } from "../../architectures/architecture.ts";
import { afterAttention, beforeAttention } from "../../generation/decoding/block-halves.ts";
import type { DecodableModel } from "../../generation/decoding/decodable-model.ts";
import { linear } from "../../layers/linear.ts";
import { blockLinear } from "../../programs/block-linear.ts";
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
  const { architecture } = model;
  const { layers, width, attention, kinds, kindOf, input, embedScale, vocabSize } = architecture;
  const graph = new GraphBuilder();
  const rows = tracedRows(parameterDimensions(architecture));
  const weights = (specs: BlockParameterSpecs) => weightInitializers(graph, model, specs);
  const inlined = (fn: (inputs: Tensors) => Tensors, spec: Record<string, TensorSpec>, names: Record<string, string>) =>
    graph.inline(trace(fn, spec), names, rows);

  const ids = graph.add("Reshape", ["input_ids", graph.integers([-1])]);
  const looked = graph.add("Gather", [weights(architecture.embedParameters).tokens!, ids]);
  let x = embedScale === 1 ? looked : graph.add("Mul", [looked, graph.floats([embedScale])]);
  const flat = graph.add("Reshape", ["position_ids", graph.integers([-1])]);
  if (input) {
    const { parameters, apply } = input;
    const positions = graph.add("Cast", [flat], { to: 6 });
    const spec = { x: [rows, embedWidth(architecture)], positions: int32(rows), ...shapesOf(parameters) };
    const stage = ({ x, positions, ...rest }: Tensors) => ({ y: apply(x!, rest, positions!) });
    x = inlined(stage, spec, { x, positions, ...weights(parameters) }).y!;
  }

  const sizes = sequences(graph);
  const context = kinds.map(({ rotary, window }) => ({
    angles: rotary ? angleNodes(graph, rotary.inverseFrequencies(1), rotary.attentionFactor) : null,
    mask: maskNodes(graph, sizes, window),
  }));
  const halves = kinds.map((_, kind) => tracedHalves(model, kind, rows));
  for (let layer = 0; layer < layers; layer++) {
    const { angles, mask } = context[kindOf(layer)]!;
    const { before, after } = halves[kindOf(layer)]!;
    const own = weights(architecture.blockParameters(layer));
    const heads = graph.inline(before, { x, ...angles, ...own }, rows) as Record<"q" | "k" | "v", string>;
    const attended = attentionNodes(graph, layer, heads, sizes, mask, attention);
    x = graph.inline(after, { x, attended, ...own }, rows).y!;
  }

  const { lmHead, ...rest } = architecture.headParameters;
  const headSpec = { x: [rows, width], ...shapesOf(rest), lmHead: [vocabSize, headWidth(architecture)] };
  const head = ({ x, lmHead, ...tensors }: Tensors) => ({ y: linear(architecture.output(x!, tensors), lmHead!) });
  const flatLogits = inlined(head, headSpec, { x, ...weights({ ...rest, lmHead: lmHead! }) }).y!;
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

/** A block of this kind, cut at its attention and traced. */
function tracedHalves({ architecture }: DecodableModel, kind: number, rows: number): { before: Graph; after: Graph } {
  const { width, attention, kinds } = architecture;
  const { rotary } = kinds[kind]!;
  const weights = shapesOf(architecture.blockParameters(0));
  const own = (tensors: Tensors) => ({ weights: tensors, linear: blockLinear(architecture, tensors) });
  const angles: Record<string, TensorSpec> = rotary ? { cos: [rows, rotary.width], sin: [rows, rotary.width] } : {};
  return {
    before: trace(
      ({ x, cos, sin, ...rest }: Tensors) =>
        beforeAttention(architecture, x!, own(rest), cos && sin ? { cos, sin } : null),
      { x: [rows, width], ...angles, ...weights },
    ),
    after: trace(
      ({ x, attended, ...rest }: Tensors) => ({ y: afterAttention(architecture, x!, attended!, own(rest)) }),
      { x: [rows, width], attended: [rows, attention.heads * attention.headDim], ...weights },
    ),
  };
}

function shapesOf(parameters: BlockParameterSpecs): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(parameters).map(([name, spec]) => [name, shapeOf(spec)]));
}

function int32(length: number): TensorSpec {
  return { shape: [length], dtype: "int32" };
}
