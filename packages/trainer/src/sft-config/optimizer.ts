import { configKey } from "../config-keys/config-key.ts";
import { choice, integer, number } from "../config-keys/value-types.ts";

export const optimizerKeys = {
  learningRate: configKey(number({ min: 0 }), 2e-5, "Peak learning rate"),
  lrSchedulerType: configKey(
    choice("linear", "cosine", "constant", "constant_with_warmup"),
    "linear",
    "Course of the learning rate after the warm-up",
  ),
  warmupSteps: configKey(
    integer({ min: 0 }),
    0,
    "Steps over which the learning rate rises from 0; goes before warmup_ratio",
  ),
  warmupRatio: configKey(number({ min: 0, below: 1 }), 0, "The same as a share of all steps"),
  optim: configKey(
    choice("adamw_torch", "adamw_torch_fused"),
    "adamw_torch_fused",
    "The optimiser; both names mean the same AdamW here",
  ),
  weightDecay: configKey(number({ min: 0 }), 0, "Decoupled weight decay of AdamW"),
  maxGradNorm: configKey(
    number({ min: 0 }),
    1,
    "Gradients with a larger L2 norm are scaled down to it; 0 clips nothing",
  ),
  adamBeta1: configKey(number({ min: 0, below: 1 }), 0.9, "Decay of AdamW's mean of the gradients"),
  adamBeta2: configKey(number({ min: 0, below: 1 }), 0.999, "Decay of AdamW's mean of their squares"),
  adamEpsilon: configKey(number({ above: 0 }), 1e-8, "Keeps AdamW's divisor from 0"),
};
