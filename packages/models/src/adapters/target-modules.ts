import { AdapterError } from "../errors/adapter-error.ts";
import type { LoraConfig } from "./lora-config.ts";

type Targets = Pick<
  LoraConfig,
  "targetModules" | "excludeModules" | "modulesToSave" | "layersToTransform" | "layersPattern"
>;

/** The linear layers that PEFT adapts where nobody says which, by `model_type`. */
const defaultTargets: Readonly<Record<string, readonly string[]>> = {
  gpt2: ["c_attn"],
  gpt_neox: ["query_key_value"],
  phi: ["q_proj", "v_proj", "fc1", "fc2"],
  ...Object.fromEntries(
    ["llama", "mistral", "opt", "gemma", "gemma2", "gemma3_text", "qwen2", "qwen3"].map((type) => [
      type,
      ["q_proj", "v_proj"],
    ]),
  ),
};

/** @throws AdapterError for an architecture that PEFT has no default for */
export function defaultTargetModules(modelType: string): readonly string[] {
  const targets = Object.hasOwn(defaultTargets, modelType) ? defaultTargets[modelType] : undefined;
  if (!targets)
    throw new AdapterError(
      `target_modules must be named for model_type ${modelType}: PEFT has no default for it; all-linear takes all`,
    );
  return targets;
}

/**
 * Which of the linear layers are adapted, by PEFT's rules.
 *
 * @param modules Hugging Face's names of all linear layers but the output one
 * @throws AdapterError when a name or an expression matches none of them
 */
export function selectModules(modules: readonly string[], config: Targets): Set<string> {
  const targets = config.targetModules ?? [];
  const isTarget = matcher("target_modules", targets);
  const isExcluded = matcher("exclude_modules", config.excludeModules ?? []);
  const isSaved = (module: string) => config.modulesToSave.some((saved) => isInside(module, saved));
  if (typeof targets !== "string")
    for (const target of targets)
      if (!modules.some((module) => endsWithName(module, target)))
        throw new AdapterError(`target_modules: ${target} is no linear layer of the model; ${known(modules)}`);
  const selected = modules.filter(
    (module) =>
      isTarget(module) &&
      !isExcluded(module) &&
      !isSaved(module) &&
      (typeof targets === "string" || isInLayers(module, config)),
  );
  if (selected.length === 0)
    throw new AdapterError(
      `target_modules ${JSON.stringify(targets)} leaves no linear layer to adapt; ${known(modules)}`,
    );
  return new Set(selected);
}

/** Whether `name` is `end`, or ends with it after a dot. */
function endsWithName(name: string, end: string): boolean {
  return name === end || name.endsWith(`.${end}`);
}

/** Whether `module` is called `outer` in any of its parts, and so is that module or inside of it. */
function isInside(module: string, outer: string): boolean {
  return `.${module}.`.includes(`.${outer}.`);
}

/** Value of the first of the patterns that matches the end of a name, as `rank_pattern` has them. */
export function matchPattern(module: string, patterns: Readonly<Record<string, number>>): number | undefined {
  const found = Object.keys(patterns).find((pattern) => expression("a pattern", `^(.*\\.)?(${pattern})$`).test(module));
  return found === undefined ? undefined : patterns[found];
}

function matcher(key: string, wanted: readonly string[] | string): (module: string) => boolean {
  if (typeof wanted !== "string") return (module) => wanted.some((end) => endsWithName(module, end));
  if (wanted.toLowerCase() === "all-linear") return () => true;
  const whole = expression(key, `^(?:${wanted})$`);
  return (module) => whole.test(module);
}

/** The number of a block is the first one between dots, as PEFT finds it. */
function isInLayers(module: string, { layersToTransform, layersPattern }: Targets): boolean {
  if (layersToTransform === null || layersToTransform.length === 0) return true;
  const patterns = layersPattern.length > 0 ? layersPattern.map((list) => `(?:^|^.*?\\.)${list}`) : ["^.*?\\.[^.]*"];
  for (const pattern of patterns) {
    const match = expression("layers_pattern", `${pattern}\\.(\\d+)\\.`).exec(module);
    if (match) return layersToTransform.includes(Number(match[1]));
  }
  return false;
}

function expression(key: string, source: string): RegExp {
  try {
    return new RegExp(source);
  } catch (cause) {
    throw new AdapterError(`${key}: ${(cause as Error).message}`, { cause });
  }
}

function known(modules: readonly string[]): string {
  const names = new Set(modules.map((module) => module.slice(module.lastIndexOf(".") + 1)));
  return `its linear layers are ${[...names].join(", ")}`;
}
