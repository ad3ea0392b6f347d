import { configKey } from "../config-keys/config-key.ts";
import { boolean, choice, integer, nullable } from "../config-keys/value-types.ts";

export const evaluationKeys = {
  evalStrategy: configKey(
    choice("no", "steps", "epoch"),
    "no",
    "When the losses are measured with the noise off; each time costs a forward pass over the rows",
  ),
  evalSteps: configKey(
    nullable(integer({ min: 1 })),
    null,
    "Steps between evaluations under steps; null is logging_steps",
  ),
  evalOnStart: configKey(boolean(), false, "Evaluate before the first step too"),
  trainEvalSamples: configKey(
    integer({ min: 1 }),
    64,
    "Training rows, always the same, on which an evaluation measures the train loss; more is steadier and slower",
  ),
};
