import type { ModelConfig } from "../../checkpoints/model-config.ts";
import { CheckpointError } from "../../errors/checkpoint-error.ts";
import { dynamicRotary } from "../../layers/rope-scaling/dynamic.ts";
import { linearRotary } from "../../layers/rope-scaling/linear.ts";
import { llama3Rotary } from "../../layers/rope-scaling/llama3.ts";
import { longropeRotary } from "../../layers/rope-scaling/longrope.ts";
import { defaultRotary, type RotaryBase } from "../../layers/rope-scaling/rotary-base.ts";
import { yarnRotary } from "../../layers/rope-scaling/yarn.ts";
import type { Rotary } from "../../layers/rotary.ts";

/** What a model's rotary positions are, where the section of config.json that describes them does not say. */
export interface RotaryDefaults {
  readonly headDim: number;
  readonly maxPositions: number;
  readonly theta: unknown;
  /** Share of a head's channels that are rotated. Default 1. */
  readonly partialRotaryFactor?: unknown;
  /** Length that the model was trained for before it was stretched; takes precedence where it is given. */
  readonly originalMaxPositions?: unknown;
  /** Old names of scalings. */
  readonly aliases?: Readonly<Record<string, string>>;
}

interface Lengths {
  readonly maxPositions: number;
  readonly originalMaxPositions: number;
}

const optional = (rope: ModelConfig, key: string) =>
  rope.json[key] === undefined || rope.json[key] === null ? undefined : rope.number(key, rope.json[key]);

const required = (rope: ModelConfig, key: string) => rope.number(key, rope.json[key]);

/** By `rope_type`. */
const scalings = {
  default: (_rope, base) => defaultRotary(base),
  linear: (rope, base) => linearRotary(base, required(rope, "factor")),
  dynamic: (rope, base, { maxPositions }) => dynamicRotary(base, { factor: required(rope, "factor"), maxPositions }),
  llama3: (rope, base, { originalMaxPositions }) =>
    llama3Rotary(base, {
      factor: required(rope, "factor"),
      lowFreqFactor: required(rope, "low_freq_factor"),
      highFreqFactor: required(rope, "high_freq_factor"),
      originalMaxPositions,
    }),
  longrope: (rope, base, { maxPositions, originalMaxPositions }) =>
    longropeRotary(base, {
      shortFactor: rope.numbers("short_factor", base.width / 2),
      longFactor: rope.numbers("long_factor", base.width / 2),
      originalMaxPositions,
      factor: optional(rope, "factor") ?? maxPositions / originalMaxPositions,
      attentionFactor: optional(rope, "attention_factor"),
    }),
  yarn: (rope, base, { maxPositions, originalMaxPositions }) =>
    yarnRotary(base, {
      factor: optional(rope, "factor") ?? maxPositions / originalMaxPositions,
      originalMaxPositions,
      betaFast: optional(rope, "beta_fast"),
      betaSlow: optional(rope, "beta_slow"),
      attentionFactor: optional(rope, "attention_factor"),
      mscale: optional(rope, "mscale"),
      mscaleAllDim: optional(rope, "mscale_all_dim"),
      truncate: rope.flag("truncate", true),
    }),
} satisfies Record<string, (rope: ModelConfig, base: RotaryBase, lengths: Lengths) => Rotary>;

/**
 * Rotary positions as a section of config.json describes them: `rope_parameters`, or `rope_scaling` in transformers 4.
 *
 * @throws CheckpointError when a value is missing, wrong or not supported
 */
export function rotaryConfig(rope: ModelConfig, defaults: RotaryDefaults): Rotary {
  const { headDim, maxPositions, aliases = {} } = defaults;
  const { json } = rope;
  for (const [key, value] of Object.entries(json))
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      throw new CheckpointError(`${rope.path}: ${key} is an object: positions by type of layer are not supported here`);
  const named = json.rope_type ?? json.type ?? "default";
  const known = Object.keys(scalings) as (keyof typeof scalings)[];
  const type = rope.oneOf("rope_type", aliases[String(named)] ?? named, known);
  const partial = rope.number("partial_rotary_factor", json.partial_rotary_factor ?? defaults.partialRotaryFactor ?? 1);
  const width = Math.floor(headDim * partial);
  if (width % 2 !== 0 || width === 0 || width > headDim)
    throw new CheckpointError(
      `${rope.path}: ${width} channels of heads of ${headDim} cannot be rotated: rotary positions need pairs`,
    );
  const original = defaults.originalMaxPositions ?? json.original_max_position_embeddings ?? maxPositions;
  return scalings[type](
    rope,
    { width, theta: rope.number("rope_theta", json.rope_theta ?? defaults.theta) },
    { maxPositions, originalMaxPositions: rope.number("original_max_position_embeddings", original) },
  );
}

/** The section of config.json that describes rotary positions. */
export function ropeSection(config: ModelConfig): ModelConfig {
  return config.section(config.json.rope_parameters ? "rope_parameters" : "rope_scaling");
}
