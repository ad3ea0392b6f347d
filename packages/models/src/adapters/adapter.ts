import type { Device } from "@neftune/engine";
import { layoutOf, ParameterTensors } from "../parameters.ts";
import type { AdapterPlan } from "./adapter-plan.ts";
import type { LoraConfig } from "./lora-config.ts";

/** A LoRA adapter of a model: what is trained instead of the model's own parameters. */
export class Adapter {
  readonly config: LoraConfig;
  readonly plan: AdapterPlan;
  /** A's, B's, magnitudes and copies under the names that PEFT's files have. */
  readonly parameters: ParameterTensors;
  /** DoRA's divisors by the names of the weights; null without DoRA. */
  readonly norms: ParameterTensors | null;

  constructor(device: Device, config: LoraConfig, plan: AdapterPlan) {
    this.config = config;
    this.plan = plan;
    this.parameters = new ParameterTensors(device, plan.layout);
    const norms = [...plan.modules.values()].map(({ weight, outFeatures }) => [
      { name: weight.name, shape: [outFeatures] },
    ]);
    this.norms = config.useDora ? new ParameterTensors(device, layoutOf(norms)) : null;
  }
}
