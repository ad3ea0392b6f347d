import { basename } from "node:path";
import type { StartEvent } from "@neftune/trainer";
import { formatCount, formatParameters } from "../format/numbers.ts";

/** A run's first event in words, each part for a place of its own. */
export interface RunDescription {
  model: string;
  parameters: string;
  rows: string;
  device: string;
  noise: string;
  batch: string;
}

export function describeRun({
  model,
  parameters,
  trainableParameters,
  trainSamples,
  testSamples,
  packing,
  device,
  config,
}: StartEvent): RunDescription {
  const trained =
    trainableParameters === parameters
      ? ""
      : `, ${formatParameters(trainableParameters)} trained${describeAdapter(config)}`;
  return {
    model: basename(model) || model,
    parameters: `${formatParameters(parameters)} parameters${trained}`,
    rows: `${formatCount(trainSamples)} train, ${formatCount(testSamples)} test rows`,
    device,
    noise: describeNoise(config),
    batch: `batch ${config.per_device_train_batch_size} × ${config.gradient_accumulation_steps}${describePacking(packing)}`,
  };
}

/** ` of 2,093 packed rows (99.9 % full)`; nothing where rows are not packed. */
function describePacking(packing: StartEvent["packing"]): string {
  if (!packing) return "";
  return ` of ${formatCount(packing.rows)} packed rows (${(100 * packing.efficiency).toFixed(1)} % full)`;
}

/** ` (LoRA r 16)`; nothing of an adapter with settings of its own. */
function describeAdapter(config: Record<string, unknown>): string {
  if (config.use_peft !== true) return "";
  const method = config.use_dora === true ? "DoRA" : "LoRA";
  return config.adapter_name_or_path == null ? ` (${method} r ${config.lora_r})` : " (LoRA)";
}

/** `NEFTune α 5 (tokens)`, or that there is none. */
export function describeNoise(config: Record<string, unknown>): string {
  const alpha = Number(config.neftune_noise_alpha ?? 0);
  if (!(alpha > 0)) return "no noise (α 0)";
  const law = config.neftune_distribution === "gaussian" ? ", gaussian" : "";
  const { neftune_placement: placement = "embedding" } = config;
  const place = placement === "embedding" ? "" : `, on the ${placement}`;
  return `NEFTune α ${alpha} (${config.neftune_scaling}${law}${place})`;
}
