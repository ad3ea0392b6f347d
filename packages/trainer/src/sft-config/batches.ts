import { configKey } from "../config-keys/config-key.ts";
import { boolean, choice, integer, nullable } from "../config-keys/value-types.ts";

export const batchesKeys = {
  perDeviceTrainBatchSize: configKey(
    integer({ min: 1 }),
    8,
    "Training rows, packed ones under packing, computed at once; memory grows with it",
  ),
  perDeviceEvalBatchSize: configKey(
    integer({ min: 1 }),
    8,
    "Rows computed at once in an evaluation; evalLoss is averaged over such batches",
  ),
  packing: configKey(
    boolean(),
    false,
    "Put several training rows into one of up to max_length tokens, where they do not see each other: batches are even, and a " +
      "batch size counts packed rows",
  ),
  packingStrategy: configKey(
    choice("bfd", "bfd_split", "ffd", "wrapped"),
    "bfd",
    "How rows are packed: best-fit or first-fit decreasing (bfd, ffd), best-fit after splitting longer rows (bfd_split), or cut " +
      "every max_length tokens, where rows do see each other (wrapped)",
  ),
  evalPacking: configKey(
    nullable(boolean()),
    null,
    "Pack the test rows as well: evalLoss is then averaged over such batches; null is as packing",
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
