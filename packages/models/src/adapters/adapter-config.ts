import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { AdapterError } from "../errors/adapter-error.ts";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import type { AdapterPlan } from "./adapter-plan.ts";
import { type LoraConfig, loraDefaults, resolveLoraConfig } from "./lora-config.ts";

/** Name of PEFT's file of settings. */
export const adapterConfigFile = "adapter_config.json";

/** A file longer than this is taken for a mistake. */
const maxBytes = 10_000_000;

/** What changes the computation and is not done here: refused unless it is null, false or empty. */
const unsupported = [
  ...["alora_invocation_tokens", "arrow_config", "kasa_config", "layer_replication", "lora_bias", "megatron_config"],
  ...["monteclora_config", "target_parameters", "trainable_token_indices", "use_bdlora", "use_qalora", "velora_config"],
  ...["ensure_weight_tying", "loftq_config"],
];

/** Ways to start that leave the model's own weights alone. */
const plainStarts = new Set<unknown>([undefined, null, true, false, "gaussian", "eva", "orthogonal"]);

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads adapter_config.json as PEFT writes it.
 *
 * @throws CheckpointError when it is missing or damaged, of another method than LoRA, or has what is not supported
 */
export async function readAdapterConfig(folder: string): Promise<LoraConfig> {
  const path = join(folder, adapterConfigFile);
  const json = await readJson(path);
  const { peft_type: type, task_type: task, init_lora_weights: start } = json;
  if (type !== "LORA") throw wrong(path, "peft_type", type, '"LORA", the only kind of adapter that is supported');
  if (task !== undefined && task !== null && task !== "CAUSAL_LM") throw wrong(path, "task_type", task, '"CAUSAL_LM"');
  if (!plainStarts.has(start)) throw wrong(path, "init_lora_weights", start, "true: others change the model's weights");
  for (const key of unsupported)
    if (!isNothing(json[key])) throw wrong(path, key, json[key], "null: it is not supported");
  const read = fieldsOf(path, json);
  try {
    return resolveLoraConfig({
      r: read.number("r", loraDefaults.r),
      loraAlpha: read.number("lora_alpha", loraDefaults.loraAlpha),
      loraDropout: read.number("lora_dropout", 0),
      targetModules: read.namesOrText("target_modules"),
      excludeModules: read.namesOrText("exclude_modules"),
      modulesToSave: read.names("modules_to_save"),
      layersToTransform: read.indices("layers_to_transform"),
      layersPattern: read.names("layers_pattern"),
      rankPattern: read.numbers("rank_pattern"),
      alphaPattern: read.numbers("alpha_pattern"),
      bias: read.bias(),
      useRslora: read.flag("use_rslora"),
      useDora: read.flag("use_dora"),
    });
  } catch (cause) {
    if (!AdapterError.isInstance(cause)) throw cause;
    throw new CheckpointError(`${path}: ${cause.message}`, { cause });
  }
}

/**
 * adapter_config.json as PEFT reads it, with the layers that are adapted spelled out.
 *
 * @param base folder or id of the model
 */
export function encodeAdapterConfig(config: LoraConfig, plan: AdapterPlan, base: string | null): string {
  const modules = [...plan.modules.values()];
  const json = {
    base_model_name_or_path: base,
    bias: config.bias,
    exclude_modules: config.excludeModules,
    fan_in_fan_out: modules.some(({ weight }) => weight.linear === "conv1d"),
    inference_mode: true,
    init_lora_weights: true,
    layers_pattern: config.layersPattern.length > 0 ? config.layersPattern : null,
    layers_to_transform: config.layersToTransform,
    lora_alpha: config.loraAlpha,
    lora_dropout: config.loraDropout,
    modules_to_save: config.modulesToSave.length > 0 ? config.modulesToSave : null,
    peft_type: "LORA",
    r: config.r,
    rank_pattern: config.rankPattern,
    alpha_pattern: config.alphaPattern,
    target_modules: namedTargets(config, plan),
    task_type: "CAUSAL_LM",
    use_dora: config.useDora,
    use_rslora: config.useRslora,
  };
  return `${JSON.stringify(Object.fromEntries(Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`;
}

/** What was given, but for what stands for other names: those are the last parts of the names, as PEFT abbreviates them. */
function namedTargets({ targetModules }: LoraConfig, plan: AdapterPlan): readonly string[] | string {
  if (targetModules !== null && String(targetModules).toLowerCase() !== "all-linear") return targetModules;
  const ends = [...plan.modules.values()].map(({ module }) => module.slice(module.lastIndexOf(".") + 1));
  return [...new Set(ends)].sort();
}

async function readJson(path: string): Promise<Json> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw new Error(`it has ${size} bytes, at most ${maxBytes} are read`);
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new CheckpointError(`${path} cannot be read, so the folder is no adapter: ${(cause as Error).message}`, {
      cause,
    });
  }
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== "object" || json === null || Array.isArray(json)) throw new Error("it is not an object");
    return json as Json;
  } catch (cause) {
    throw new CheckpointError(`${path} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
}

/** Checked access to the values of the file. */
function fieldsOf(path: string, json: Json) {
  const isName = (value: unknown) => typeof value === "string" && value !== "";
  const areNames = (value: unknown) => Array.isArray(value) && value.every(isName);
  function checked<T>(key: string, fallback: T, isRight: (value: unknown) => boolean, wanted: string): T {
    const value = json[key];
    if (value === undefined || value === null) return fallback;
    if (!isRight(value)) throw wrong(path, key, value, wanted);
    return value as T;
  }
  return {
    number: (key: string, fallback: number) => checked(key, fallback, (value) => typeof value === "number", "a number"),
    flag: (key: string) => checked(key, false, (value) => typeof value === "boolean", "true or false"),
    names: (key: string): readonly string[] => {
      const value = checked<string[] | string>(key, [], (v) => isName(v) || areNames(v), "a list of names");
      return typeof value === "string" ? [value] : value;
    },
    namesOrText: (key: string) =>
      checked<string[] | string | null>(
        key,
        null,
        (v) => isName(v) || areNames(v),
        "a list of names, or an expression",
      ),
    indices: (key: string): readonly number[] | null => {
      const isIndex = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
      const areIndices = (value: unknown) => Array.isArray(value) && value.every(isIndex);
      const value = checked<number[] | number | null>(
        key,
        null,
        (v) => isIndex(v) || areIndices(v),
        "a list of indices",
      );
      return typeof value === "number" ? [value] : value;
    },
    numbers: (key: string) =>
      checked<Record<string, number>>(
        key,
        {},
        (value) =>
          typeof value === "object" && Object.values(value as object).every((item) => typeof item === "number"),
        "numbers by expression",
      ),
    bias: () =>
      checked<LoraConfig["bias"]>(
        "bias",
        "none",
        (v) => ["none", "all", "lora_only"].includes(v as string),
        '"none", "all" or "lora_only"',
      ),
  };
}

function isNothing(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === false;
}

function wrong(path: string, key: string, value: unknown, wanted: string): CheckpointError {
  return new CheckpointError(`${path}: ${key} is ${JSON.stringify(value)}; wanted ${wanted}`);
}
