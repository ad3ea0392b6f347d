import type { Residuals } from "@neftune/engine";
import type { NoisePlacement } from "./hooks/noise-placement.ts";

/** Where a model was loaded from. */
export interface ModelSource {
  readonly folder: string;
  /** config.json as it was. */
  readonly config: Readonly<Record<string, unknown>>;
}

export interface CausalLMOptions {
  /** `recompute` saves memory and costs a third more computation (gradient checkpointing). Default `keep`. */
  residuals?: Residuals;
  /** Gradients of several passes add up, until `zeroGradients`. Default false: a pass replaces them. */
  accumulate?: boolean;
  /** Where training passes add their noise. Default `embedding`, as Hugging Face does. */
  noisePlacement?: NoisePlacement;
}
