import { AdapterError } from "../errors/adapter-error.ts";

/** Settings of a LoRA adapter (Hu et al. 2021) under PEFT's names. */
export interface LoraConfig {
  /** Rank of the update: its size, and how much it can express. */
  readonly r: number;
  /** The update is multiplied by loraAlpha / r; under rsLoRA by loraAlpha / √r. */
  readonly loraAlpha: number;
  /** Share of the inputs of the adapter's products that training sets to zero. */
  readonly loraDropout: number;
  /**
   * Linear layers that get an adapter: names or the ends of names, a regular expression for whole names, or `all-linear`, which
   * is all but the output layer. null: what PEFT takes for the architecture.
   */
  readonly targetModules: readonly string[] | string | null;
  /** Layers that get none although `targetModules` names them: names, ends of names, or a regular expression. */
  readonly excludeModules: readonly string[] | string | null;
  /** Modules that are trained whole, as copies that are saved with the adapter: the ends of their names, as PEFT compares them. */
  readonly modulesToSave: readonly string[];
  /** Indices of the blocks that get an adapter, where `targetModules` is a list; null: all. */
  readonly layersToTransform: readonly number[] | null;
  /** Names of the lists of blocks that those indices are of; empty: any. */
  readonly layersPattern: readonly string[];
  /** Other ranks, by regular expressions for the ends of names. */
  readonly rankPattern: Readonly<Record<string, number>>;
  /** Other alphas, likewise. */
  readonly alphaPattern: Readonly<Record<string, number>>;
  /** Which of the model's biases are trained: none, all, or those of the adapted layers. */
  readonly bias: "none" | "all" | "lora_only";
  /** Rank-stabilised scaling, loraAlpha / √r (Kalajdzievski 2023). */
  readonly useRslora: boolean;
  /** Weight-decomposed adaptation (Liu et al. 2024): the update turns rows, their lengths are trained apart. */
  readonly useDora: boolean;
}

/** PEFT's defaults. */
export const loraDefaults: LoraConfig = {
  r: 8,
  loraAlpha: 8,
  loraDropout: 0,
  targetModules: null,
  excludeModules: null,
  modulesToSave: [],
  layersToTransform: null,
  layersPattern: [],
  rankPattern: {},
  alphaPattern: {},
  bias: "none",
  useRslora: false,
  useDora: false,
};

/** @throws AdapterError when a number is out of range or a regular expression is none */
export function resolveLoraConfig(options: Partial<LoraConfig> = {}): LoraConfig {
  const config = { ...loraDefaults, ...options };
  for (const [name, rank] of [["r", config.r] as const, ...Object.entries(config.rankPattern)])
    if (!Number.isSafeInteger(rank) || rank < 1)
      throw new AdapterError(`the rank ${name} of an adapter is ${rank}; wanted an integer from 1`);
  for (const [name, alpha] of [["lora_alpha", config.loraAlpha] as const, ...Object.entries(config.alphaPattern)])
    if (!(alpha > 0) || !Number.isFinite(alpha))
      throw new AdapterError(`${name} of an adapter is ${alpha}; wanted a number above 0`);
  if (!(config.loraDropout >= 0 && config.loraDropout < 1))
    throw new AdapterError(`lora_dropout is ${config.loraDropout}; wanted a number from 0 and below 1`);
  return config;
}
