import type { CausalLM } from "../causal-lm.ts";
import { AdapterError } from "../errors/adapter-error.ts";
import { Adapter } from "./adapter.ts";
import { adapterPlan } from "./adapter-plan.ts";
import { initialA } from "./initial-values.ts";
import { type LoraConfig, resolveLoraConfig } from "./lora-config.ts";

export interface AddAdapterOptions {
  /** Of A's random values, a nonnegative safe integer. Default 0. */
  seed?: number;
}

/**
 * Gives a model a new LoRA adapter, which changes nothing until it is trained, and freezes the model's own parameters.
 *
 * @param options PEFT's settings in camelCase, with its defaults
 * @throws AdapterError when a setting is wrong, a layer that it names is not there, or the model has an adapter already
 */
export async function addAdapter(
  model: CausalLM,
  options: Partial<LoraConfig> = {},
  { seed = 0 }: AddAdapterOptions = {},
): Promise<void> {
  const config = resolveLoraConfig(options);
  const adapter = emptyAdapter(model, config);
  const { device } = model;
  for (const [index, { a, rank, inFeatures }] of [...adapter.plan.modules.values()].entries())
    device.write(adapter.parameters.get(a.name), initialA(seed, index, rank, inFeatures));
  for (const [name, copy] of adapter.plan.saved) {
    const source = model.layout.slots.has(name) ? name : model.architecture.headParameters.lmHead!.name;
    device.write(adapter.parameters.get(copy.name), await device.read(model.parameters.get(source)));
  }
  await model.attach(adapter);
  // With B at zero these are the lengths of the model's own rows, at which magnitudes start.
  const norms = await model.updateNorms();
  for (const { magnitude, weight } of adapter.plan.modules.values())
    if (magnitude) device.write(adapter.parameters.get(magnitude.name), await device.read(norms!.get(weight.name)));
}

/** An adapter whose numbers are still zero. */
export function emptyAdapter(model: CausalLM, config: LoraConfig): Adapter {
  const modelType = String(model.source?.config.model_type ?? "unknown");
  const plan = adapterPlan(model.architecture, modelType, config);
  for (const name of plan.saved.keys())
    if (model.quantized?.specs.has(name))
      throw new AdapterError(`modulesToSave names ${name}, which is in 4 bits and cannot be trained`);
  return new Adapter(model.device, config, plan);
}
