import { configKey } from "../config-keys/config-key.ts";
import { boolean, choice, either, integer, nullable, text } from "../config-keys/value-types.ts";

export const loggingAndSavingKeys = {
  loggingSteps: configKey(integer({ min: 1 }), 10, "Steps between two logs; the loss logged is their mean"),
  saveStrategy: configKey(
    choice("no", "steps", "epoch"),
    "steps",
    "When checkpoints are written; the model at the end always is",
  ),
  saveSteps: configKey(integer({ min: 1 }), 500, "Steps between checkpoints under steps"),
  saveTotalLimit: configKey(
    nullable(integer({ min: 1 })),
    null,
    "Checkpoints kept, the oldest going first; null keeps all, each three times the size of the trained weights",
  ),
  resumeFromCheckpoint: configKey(
    either(boolean(), text("a checkpoint's folder")),
    false,
    "Go on from a checkpoint: true takes the newest in output_dir, or starts anew where there is none",
  ),
};
