import type { Device, DeviceTensor, Program } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import { adaptedWeight } from "./linear-layer.ts";
import type { ModelParts } from "./model-parts.ts";
import { adaptedLinears, type Part, partSpec } from "./part.ts";

/**
 * Writes the weights with the adapter's updates in them over those of the model, as PEFT merges: W + scaling · B·A, with DoRA's
 * factors. Its norms must be up to date.
 *
 * @returns what was there before
 */
export async function mergeInto(device: Device, parts: ModelParts): Promise<ReadonlyMap<DeviceTensor, Float32Array>> {
  const before = new Map<DeviceTensor, Float32Array>();
  const programs = new Map<string, Program>();
  try {
    for (const { part, tensors } of parts.all) {
      if (adaptedLinears(part).length === 0) continue;
      const program =
        programs.get(part.key) ??
        (await device.compile((inputs) => merged(part, inputs), partSpec(part), { precision: "float32" }));
      programs.set(part.key, program);
      for (const [name, weight] of Object.entries(await program.run(tensors))) {
        const target = tensors[name]!;
        before.set(target, (await device.read(target)) as Float32Array);
        device.write(target, await device.read(weight));
        weight.dispose();
      }
    }
    return before;
  } finally {
    for (const program of programs.values()) await program.dispose();
  }
}

/** The adapted weights by the names of the inputs that they are put together from, but for copies of the adapter's own. */
function merged(part: Part, inputs: Record<string, tf.Tensor>): Record<string, tf.Tensor> {
  const weights: Record<string, tf.Tensor> = {};
  for (const [short] of adaptedLinears(part)) {
    const weight = adaptedWeight(part, short, inputs)!;
    const names = part.sources[short]!;
    const rows = names.map((name) => part.inputs[name]!.shape[0]!);
    const pieces = names.length === 1 ? [weight] : tf.split(weight, rows, 0);
    for (const [index, name] of names.entries()) if (part.inputs[name]!.set === "model") weights[name] = pieces[index]!;
  }
  return weights;
}
