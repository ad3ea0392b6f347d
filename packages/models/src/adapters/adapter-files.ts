import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { CausalLM } from "../causal-lm.ts";
import { readParameterTensors, writeParameterTensors } from "../checkpoints/parameter-tensors.ts";
import { SafetensorsFile } from "../checkpoints/safetensors.ts";
import { writeFileWhole } from "../checkpoints/write-file.ts";
import { AdapterError } from "../errors/adapter-error.ts";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import type { Adapter } from "./adapter.ts";
import { adapterConfigFile, encodeAdapterConfig, readAdapterConfig } from "./adapter-config.ts";
import { emptyAdapter } from "./add-adapter.ts";

/** Name of PEFT's file of weights. */
export const adapterWeightsFile = "adapter_model.safetensors";

/** Names that an error lists at most. */
const listed = 3;

/**
 * Gives a model an adapter that PEFT or `saveAdapter` wrote, and freezes the model's own parameters.
 *
 * @param folder with adapter_config.json and adapter_model.safetensors
 * @throws CheckpointError when the adapter is damaged, of another model, or of a kind that is not supported; the model is then
 *   as it was
 */
export async function loadAdapter(model: CausalLM, folder: string): Promise<void> {
  const config = await readAdapterConfig(folder);
  const path = join(folder, adapterWeightsFile);
  let adapter: Adapter;
  try {
    adapter = emptyAdapter(model, config);
  } catch (cause) {
    if (!AdapterError.isInstance(cause)) throw cause;
    throw new CheckpointError(`${folder} is no adapter for this model: ${cause.message}`, { cause });
  }
  await requireSameTensors(path, adapter);
  const target = { device: model.device, layout: adapter.plan.layout };
  await readParameterTensors(path, target, { "": adapter.parameters }, { requireFinite: true });
  await model.attach(adapter);
}

/**
 * Writes a model's adapter as PEFT reads it: adapter_config.json and adapter_model.safetensors, each whole or not at all.
 *
 * @throws AdapterError when the model has none
 */
export async function saveAdapter(model: CausalLM, folder: string): Promise<void> {
  const { adapter } = model;
  if (!adapter) throw new AdapterError("the model has no adapter to save");
  const text = encodeAdapterConfig(adapter.config, adapter.plan, model.source?.folder ?? null);
  await mkdir(folder, { recursive: true });
  await writeFileWhole(join(folder, adapterConfigFile), async (handle) => {
    await handle.writeFile(text);
  });
  const target = { device: model.device, layout: adapter.plan.layout };
  await writeParameterTensors(join(folder, adapterWeightsFile), target, { "": adapter.parameters });
}

/** Of what belongs to another model there is something missing and something too much. */
async function requireSameTensors(path: string, { plan: { layout } }: Adapter): Promise<void> {
  await using file = await SafetensorsFile.open(path);
  const list = (names: string[]) =>
    names.slice(0, listed).join(", ") + (names.length > listed ? ` and ${names.length - listed} more` : "");
  const missing = [...layout.slots.keys()].filter((name) => !file.tensors.has(name));
  const extra = [...file.tensors.keys()].filter((name) => !layout.slots.has(name));
  const complaints = [
    ...(missing.length > 0 ? [`it has no ${list(missing)}`] : []),
    ...(extra.length > 0 ? [`the model has no place for ${list(extra)}`] : []),
  ];
  if (complaints.length > 0)
    throw new CheckpointError(`${path} is no adapter for this model with its settings: ${complaints.join("; ")}`);
}
