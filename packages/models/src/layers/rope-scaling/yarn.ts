import { defaultInverseFrequencies, type Rotary } from "../rotary.ts";
import { fixedRotary, type RotaryBase } from "./rotary-base.ts";

export interface YarnScaling {
  readonly factor: number;
  readonly originalMaxPositions: number;
  /** Channels that turn more often than this over the original length are left as they are. Default 32. */
  readonly betaFast?: number | undefined;
  /** Channels that turn less often than this are slowed down by the whole factor. Default 1. */
  readonly betaSlow?: number | undefined;
  /** Default: 0.1 · ln factor + 1, or a ratio of two such where `mscale` and `mscaleAllDim` are given. */
  readonly attentionFactor?: number | undefined;
  readonly mscale?: number | undefined;
  readonly mscaleAllDim?: number | undefined;
  /** Whether the ramp between fast and slow channels begins and ends at whole channels. Default true. */
  readonly truncate?: boolean | undefined;
}

/** YaRN (Peng et al. 2023), as transformers computes it. */
export function yarnRotary({ width, theta }: RotaryBase, scaling: YarnScaling): Rotary {
  const { factor, originalMaxPositions, betaFast = 32, betaSlow = 1, truncate = true } = scaling;
  const channelThatTurns = (times: number) =>
    (width * Math.log(originalMaxPositions / (times * 2 * Math.PI))) / (2 * Math.log(theta));
  const [first, last] = [channelThatTurns(betaFast), channelThatTurns(betaSlow)];
  const low = Math.max(truncate ? Math.floor(first) : first, 0);
  const high = Math.min(truncate ? Math.ceil(last) : last, width - 1);
  const span = high === low ? 0.001 : high - low;
  const scale = (frequency: number, channel: number) => {
    const slowed = Math.min(Math.max((channel - low) / span, 0), 1);
    return (frequency / factor) * slowed + frequency * (1 - slowed);
  };
  const compute = () => defaultInverseFrequencies(width, theta).map(scale);
  return fixedRotary(width, compute, scaling.attentionFactor ?? inferredFactor(scaling));
}

function inferredFactor({ factor, mscale, mscaleAllDim }: YarnScaling): number {
  const magnitude = (by: number) => (factor <= 1 ? 1 : 0.1 * by * Math.log(factor) + 1);
  return mscale && mscaleAllDim ? magnitude(mscale) / magnitude(mscaleAllDim) : magnitude(1);
}
