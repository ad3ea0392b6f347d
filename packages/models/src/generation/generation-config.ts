import { GenerationConfigError } from "../errors/generation-config-error.ts";

/** How text is generated, under transformers' names and with its defaults. */
export interface GenerationConfig {
  /** The most tokens to generate. Default: what `maxLength` leaves, and 20 where that is not given either. */
  readonly maxNewTokens: number | null;
  /** The most tokens with the prompt's. `maxNewTokens` comes before it. */
  readonly maxLength: number | null;
  /** No end token among the first of so many. */
  readonly minNewTokens: number | null;
  /** The same with the prompt's tokens counted; `minNewTokens` comes before it. Default 0. */
  readonly minLength: number;
  /** Draw tokens by their probabilities; else the likeliest is taken, and `temperature`, `topK`, `topP` and `minP` count for nothing. Default false. */
  readonly doSample: boolean;
  /** Logits are divided by it. Default 1. */
  readonly temperature: number;
  /** Only so many of the likeliest tokens are drawn from, 0 for all. Default 50. */
  readonly topK: number;
  /** Only the likeliest tokens that together have this probability. Default 1. */
  readonly topP: number;
  /** Only tokens that have at least this share of the likeliest one's probability. */
  readonly minP: number | null;
  /** Logits of tokens that are there already, in the prompt too, are divided by it, or multiplied where negative. Default 1. */
  readonly repetitionPenalty: number;
  /** No run of so many tokens comes twice. Default 0: it may. */
  readonly noRepeatNgramSize: number;
  /** Texts that end a sequence; what is returned ends before them. */
  readonly stopStrings: readonly string[];
  /** Tokens that end a sequence. */
  readonly eosTokenId: readonly number[];
  /** Where random numbers begin: the same seed, the same text. Default 0. */
  readonly seed: number;
}

/** transformers 5's defaults. */
export const generationDefaults: GenerationConfig = {
  maxNewTokens: null,
  maxLength: null,
  minNewTokens: null,
  minLength: 0,
  doSample: false,
  temperature: 1,
  topK: 50,
  topP: 1,
  minP: null,
  repetitionPenalty: 1,
  noRepeatNgramSize: 0,
  stopStrings: [],
  eosTokenId: [],
  seed: 0,
};

/** Tokens that are generated where neither `maxNewTokens` nor `maxLength` says how many. */
const defaultNewTokens = 20;

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isPositive = (value: unknown) => Number.isFinite(value) && (value as number) > 0;
const isShare = (value: unknown) => typeof value === "number" && value >= 0 && value <= 1;
const orNull = (rule: (value: unknown) => boolean) => (value: unknown) => value === null || rule(value);

/** What a value has to be. */
interface Rule {
  readonly wanted: string;
  readonly accepts: (value: unknown) => boolean;
}

const rules: Readonly<Record<keyof GenerationConfig, Rule>> = {
  maxNewTokens: { wanted: "a count above 0", accepts: orNull((value) => isCount(value) && value !== 0) },
  maxLength: { wanted: "a count above 0", accepts: orNull((value) => isCount(value) && value !== 0) },
  minNewTokens: { wanted: "a count", accepts: orNull(isCount) },
  minLength: { wanted: "a count", accepts: isCount },
  doSample: { wanted: "true or false", accepts: (value) => typeof value === "boolean" },
  temperature: { wanted: "a number above 0", accepts: isPositive },
  topK: { wanted: "a count", accepts: isCount },
  topP: { wanted: "a number from 0 to 1", accepts: isShare },
  minP: { wanted: "a number from 0 to 1", accepts: orNull(isShare) },
  repetitionPenalty: { wanted: "a number above 0", accepts: isPositive },
  noRepeatNgramSize: { wanted: "a count", accepts: isCount },
  stopStrings: {
    wanted: "texts that are not empty",
    accepts: (value) => Array.isArray(value) && value.every((text) => typeof text === "string" && text !== ""),
  },
  eosTokenId: { wanted: "token ids", accepts: (value) => Array.isArray(value) && value.every(isCount) },
  seed: { wanted: "a whole number from 0 on", accepts: isCount },
};

/** The names of all settings. */
export const generationKeys = Object.keys(rules) as readonly (keyof GenerationConfig)[];

/**
 * Settings over the ones below them; what is undefined is taken from below.
 *
 * @param base default: transformers' defaults
 * @throws GenerationConfigError when a setting is not known, or its value cannot be used
 */
export function generationConfig(
  settings: Partial<GenerationConfig>,
  base: GenerationConfig = generationDefaults,
): GenerationConfig {
  const config: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(settings)) {
    if (!Object.hasOwn(rules, key))
      throw new GenerationConfigError(key, `${key} is no setting of generation; known: ${generationKeys.join(", ")}`);
    if (value === undefined) continue;
    const { wanted, accepts } = rules[key as keyof GenerationConfig];
    if (!accepts(value))
      throw new GenerationConfigError(key, `${key} is ${JSON.stringify(value)}, ${wanted} is wanted`);
    config[key] = value;
  }
  return config as unknown as GenerationConfig;
}

/** How many tokens may be generated after a prompt of `promptLength` tokens, by the settings alone. */
export function newTokenLimit({ maxNewTokens, maxLength }: GenerationConfig, promptLength: number): number {
  return maxNewTokens ?? (maxLength === null ? defaultNewTokens : Math.max(0, maxLength - promptLength));
}

/** How many tokens have to come before an end token. */
export function newTokenMinimum({ minNewTokens, minLength }: GenerationConfig, promptLength: number): number {
  return minNewTokens ?? Math.max(0, minLength - promptLength);
}
