import type { Architecture } from "../../architectures/architecture.ts";
import { linear } from "../../layers/linear.ts";
import { adaptedWeights, linearLayers } from "../../programs/linear-layer.ts";
import type { ModelParts } from "../../programs/model-parts.ts";
import { partSpec, weightsOf } from "../../programs/part.ts";
import type { DecodingWeights } from "./decoding-weights.ts";

/**
 * The model's numbers where they are, in float32 or in 4 bits, with an adapter beside them or without: no copy, and what training
 * changes counts from the next token on.
 */
export function residentWeights({
  architecture,
  parts,
}: {
  architecture: Architecture;
  parts: ModelParts;
}): DecodingWeights {
  const { blocks, head } = parts;
  return {
    blockKey: (layer) => blocks[layer]!.part.key,
    blockSpec: (layer) => partSpec(blocks[layer]!.part),
    blockTensors: (layer) => blocks[layer]!.tensors,
    block: (layer, tensors) => {
      const { part } = blocks[layer]!;
      return { weights: weightsOf(part, tensors), linear: linearLayers(part, tensors) };
    },
    headKey: head.part.key,
    headSpec: partSpec(head.part),
    headTensors: head.tensors,
    logits: (x, tensors) => {
      const weights = adaptedWeights(head.part, tensors);
      return linear(architecture.output(x, weights), weights.lmHead!);
    },
  };
}
