import type { ModelConfig } from "../../checkpoints/model-config.ts";
import { CheckpointError } from "../../errors/checkpoint-error.ts";

/**
 * The share of activations that config.json has training drop.
 *
 * @param fallback transformers' default where the key is missing
 * @throws CheckpointError when it is no number from 0 up to 1, without 1
 */
export function dropoutShare(config: ModelConfig, key: string, fallback = 0): number {
  const value = config.json[key] ?? fallback;
  if (typeof value !== "number" || !(value >= 0 && value < 1))
    throw new CheckpointError(`${config.path}: ${key} is ${JSON.stringify(value)}, a number from 0 up to 1 is wanted`);
  return value;
}

/** Those above 0 by their keys, which have no other default. */
export function dropoutShares(config: ModelConfig, keys: readonly string[]): Readonly<Record<string, number>> {
  const shares = keys.map((key) => [key, dropoutShare(config, key)] as const);
  return Object.fromEntries(shares.filter(([, share]) => share > 0));
}
