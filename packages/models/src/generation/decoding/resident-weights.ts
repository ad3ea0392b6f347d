import type { DeviceTensor } from "@neftune/engine";
import { shapeOf } from "../../architectures/architecture.ts";
import { linear } from "../../layers/linear.ts";
import { blockLinear } from "../../programs/block-linear.ts";
import type { DecodableModel } from "./decodable-model.ts";
import type { DecodingWeights } from "./decoding-weights.ts";

/** The model's parameters where they are: no copy, and what training changes counts from the next token on. */
export function residentWeights({ architecture, parameters }: DecodableModel): DecodingWeights {
  const blocks = new Map<number, Record<string, DeviceTensor>>();
  return {
    programKey: () => "",
    blockSpec: (layer) =>
      Object.fromEntries(
        Object.entries(architecture.blockParameters(layer)).map(([name, spec]) => [name, shapeOf(spec)]),
      ),
    blockTensors: (layer) => {
      const known = blocks.get(layer);
      if (known) return known;
      const tensors = parameters.part(architecture.blockParameters(layer));
      blocks.set(layer, tensors);
      return tensors;
    },
    linear: (_, tensors) => blockLinear(architecture, tensors),
    headSpec: () =>
      Object.fromEntries(Object.entries(architecture.headParameters).map(([name, { shape }]) => [name, shape])),
    headTensors: () => parameters.part(architecture.headParameters),
    logits: (hidden, { lmHead }) => linear(hidden, lmHead!),
  };
}
