import { z } from "zod";
import { configKey } from "../config-keys/config-key.ts";
import { boolean, either, integer, names, nullable, number, text, type ValueType } from "../config-keys/value-types.ts";

const allLinear: ValueType<string> = {
  schema: z.string().min(1),
  wanted: "all-linear, or an expression for whole names",
};

export const adapterKeys = {
  usePeft: configKey(
    boolean(),
    false,
    "Train a LoRA adapter beside the frozen model: a fraction of the memory, and files of a few megabytes",
  ),
  loraR: configKey(integer({ min: 1 }), 16, "Rank of the adapter's updates: its size, and how much it can learn"),
  loraAlpha: configKey(number({ above: 0 }), 32, "The updates are multiplied by lora_alpha / lora_r"),
  loraDropout: configKey(
    number({ min: 0, below: 1 }),
    0.05,
    "Share of the adapter's inputs that a training step sets to zero",
  ),
  loraTargetModules: configKey(
    nullable(either(names("linear layers"), allLinear)),
    null,
    "Linear layers that get an adapter, by the ends of their names; null takes those that PEFT takes for the architecture",
  ),
  loraModulesToSave: configKey(
    nullable(names("modules")),
    null,
    "Modules that are trained whole and saved with the adapter, such as lm_head and embed_tokens",
  ),
  useRslora: configKey(boolean(), false, "Multiply the updates by lora_alpha / √lora_r instead, for high ranks"),
  useDora: configKey(
    boolean(),
    false,
    "Train the lengths of the weights' rows apart from their directions (DoRA): better at low ranks, and slower",
  ),
  adapterNameOrPath: configKey(
    nullable(text("an adapter's folder")),
    null,
    "Go on from an adapter that PEFT or neftune wrote, with its settings instead of those here",
  ),
};
