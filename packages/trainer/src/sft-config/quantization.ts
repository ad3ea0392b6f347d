import { configKey } from "../config-keys/config-key.ts";
import { boolean, choice } from "../config-keys/value-types.ts";

export const quantizationKeys = {
  loadIn4bit: configKey(
    boolean(),
    false,
    "Load the frozen weights of linear layers in 4 bits (QLoRA): an eighth of their memory, for use_peft; a step takes longer",
  ),
  bnb4bitQuantType: configKey(
    choice("nf4", "int4"),
    "nf4",
    "What the 4 bits mean: NF4 as bitsandbytes has it, or plain integers, which are computed faster and are less exact",
  ),
  useBnbNestedQuant: configKey(
    boolean(),
    false,
    "Keep the factors of the weights' blocks in 8 bits as well: a tenth less memory",
  ),
};
