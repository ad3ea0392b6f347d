import { z } from "zod";
import { configKey } from "../config-keys/config-key.ts";
import { either, integer, number, type ValueType } from "../config-keys/value-types.ts";

const noLimit: ValueType<number> = { schema: z.literal(-1), wanted: "-1" };

export const runLengthKeys = {
  maxSteps: configKey(
    either(noLimit, integer({ min: 1 })),
    -1,
    "Optimiser steps to make; -1 makes num_train_epochs epochs",
  ),
  numTrainEpochs: configKey(
    number({ above: 0 }),
    3,
    "Passes over the training rows, a fraction too; max_steps goes before it",
  ),
  seed: configKey(
    integer({ min: 0 }),
    42,
    "Decides the order of the rows, the split and the noise; the same seed repeats a run",
  ),
};
