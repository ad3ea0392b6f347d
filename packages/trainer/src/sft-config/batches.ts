import { configKey } from "../config-keys/config-key.ts";
import { boolean, integer } from "../config-keys/value-types.ts";

export const batchesKeys = {
  perDeviceTrainBatchSize: configKey(integer({ min: 1 }), 8, "Training rows computed at once; memory grows with it"),
  perDeviceEvalBatchSize: configKey(
    integer({ min: 1 }),
    8,
    "Rows computed at once in an evaluation; evalLoss is averaged over such batches",
  ),
  gradientAccumulationSteps: configKey(
    integer({ min: 1 }),
    1,
    "Batches whose gradients make one optimiser step: larger steps at no cost in memory",
  ),
  gradientCheckpointing: configKey(
    boolean(),
    false,
    "Compute each layer's forward pass again in the backward pass: less memory, about a third more time",
  ),
  bf16: configKey(boolean(), false, "Compute in bfloat16 where the device has it: faster, with less exact gradients"),
};
