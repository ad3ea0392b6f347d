import { loraTargets } from "./targets.ts";
import { trainingOnRows } from "./training-on-rows.ts";

const [rank, alpha, dropout] = [16, 32, 0.05];

/** A LoRA adapter on all linear layers, with TRL's defaults for the rest. */
export const lora = trainingOnRows({
  name: "lora",
  model: "135M",
  what: ` with LoRA (rank ${rank}, all linear layers, dropout ${dropout})`,
  args: { usePeft: true, loraR: rank, loraAlpha: alpha, loraDropout: dropout, loraTargetModules: "all-linear" },
  peer: { lora: { r: rank, lora_alpha: alpha, lora_dropout: dropout, target_modules: "all-linear" } },
  targets: loraTargets,
});
