import type { DeviceTensor } from "@neftune/engine";
import { savedHead } from "../adapters/adapter-plan.ts";
import type { CausalLM } from "../causal-lm.ts";
import type { TensorToWrite } from "./write-safetensors.ts";

/** Tensors of a model with its adapter merged, and whether its output matrix is the embedding matrix no longer. */
export interface WholeModel {
  readonly tensors: readonly TensorToWrite[];
  /** One of the two was trained as a copy of its own. */
  readonly isUntied: boolean;
}

/** The model's parameters; where the adapter has copies of its own, those. */
export function wholeModel({ device, architecture, layout, parameters, adapter }: CausalLM): WholeModel {
  const read = (tensor: DeviceTensor) => async () => (await device.read(tensor)) as Float32Array;
  const copyOf = (name: string) => {
    const copy = adapter?.plan.saved.get(name);
    return copy && adapter?.parameters.get(copy.name);
  };
  const { embedParameters, headParameters } = architecture;
  const head = headParameters.lmHead!.name;
  const { name, shape } = embedParameters.tokens!;
  const tensors = [...layout.slots.values()].map(({ name: slot, shape }) => ({
    name: slot,
    shape,
    read: read(copyOf(slot !== name && slot === head ? savedHead : slot) ?? parameters.get(slot)),
  }));
  const output = copyOf(savedHead);
  const isUntied = head === name && (output ?? copyOf(name)) !== undefined;
  if (isUntied) tensors.push({ name: savedHead, shape, read: read(output ?? parameters.get(name)) });
  return { tensors, isUntied };
}
