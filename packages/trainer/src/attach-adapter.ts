import { addAdapter, type CausalLM, loadAdapter } from "@neftune/models";
import { snakeCase } from "./config-keys/spelling.ts";
import { adapterKeys } from "./sft-config/adapter.ts";
import { type SFTConfig, sftConfigKeys } from "./sft-config.ts";
import { SFTConfigError } from "./sft-config-error.ts";

/** Names as they stand, one or several with commas between; anything else is an expression. */
const plainNames = /^[\w.]+(,[\w.]+)*$/;

/**
 * Gives the model the adapter that the settings ask for: a new one, or the one that they name.
 *
 * @returns what is to be said of settings that have no effect
 * @throws SFTConfigError, AdapterError, CheckpointError
 */
export async function attachAdapter(model: CausalLM, config: SFTConfig): Promise<string[]> {
  const { adapterNameOrPath } = config;
  const warnings =
    config.loadIn4bit && !model.quantized ? ["load_in_4bit has no effect: the model was loaded in float32"] : [];
  if (!config.usePeft) {
    if (model.quantized)
      throw new SFTConfigError(
        "the model's weights are in 4 bits, which cannot be trained, and use_peft is false; wanted true",
        {
          key: "use_peft",
          value: false,
        },
      );
    if (adapterNameOrPath !== null)
      throw new SFTConfigError("adapter_name_or_path is given, but use_peft is false; wanted true", {
        key: "use_peft",
        value: false,
      });
    return [...warnings, ...unused(config).map((key) => `${key} has no effect without use_peft`)];
  }
  if (adapterNameOrPath !== null) {
    await loadAdapter(model, adapterNameOrPath);
    return [
      ...warnings,
      ...unused(config).map((key) => `${key} has no effect: adapter_name_or_path brings its own settings`),
    ];
  }
  const options = {
    r: config.loraR,
    loraAlpha: config.loraAlpha,
    loraDropout: config.loraDropout,
    targetModules: namedModules(config.loraTargetModules),
    modulesToSave: config.loraModulesToSave ?? [],
    useRslora: config.useRslora,
    useDora: config.useDora,
  };
  await addAdapter(model, options, { seed: config.seed });
  return warnings;
}

function namedModules(modules: SFTConfig["loraTargetModules"]): readonly string[] | string | null {
  const isList = typeof modules === "string" && modules.toLowerCase() !== "all-linear" && plainNames.test(modules);
  return isList ? modules.split(",") : modules;
}

/** Settings of a new adapter that were changed. */
function unused(config: SFTConfig): string[] {
  const names = Object.keys(adapterKeys) as (keyof typeof adapterKeys)[];
  return names
    .filter(
      (name) => name !== "usePeft" && name !== "adapterNameOrPath" && config[name] !== sftConfigKeys[name].default,
    )
    .map(snakeCase);
}
