import { CheckpointError } from "../../errors/checkpoint-error.ts";

/** Relative error up to which factors are taken for those of some parameters: float32's, over a few operations. */
const tolerance = 1e-4;

/** Parameters of the scaling that Llama 3.1 came with, as config.json has them. */
export interface Llama3Scaling {
  readonly rope_type: "llama3";
  readonly factor: number;
  readonly low_freq_factor: number;
  readonly high_freq_factor: number;
  readonly original_max_position_embeddings: number;
}

/** What Llama's own models have. */
const published: readonly (readonly [low: number, high: number, original: number])[] = [
  [1, 4, 8192],
  [1, 4, 4096],
];

/**
 * The parameters that gave these factors of rotary frequencies: a GGUF file has only the factors. Between the wavelengths
 * original/high and original/low, 1/factor grows linearly with 1/wavelength; the line gives original/(high − low) and
 * low/(high − low), and low is 1 in every model there is.
 *
 * @param factors one for every pair of a head's elements
 * @throws CheckpointError when no parameters give them
 */
export function llama3Scaling(path: string, factors: Float32Array, theta: number): Llama3Scaling {
  const factor = Math.max(...factors);
  const fitted = fitParameters(factors, factor, theta);
  for (const [low, high, original] of [...published, ...(fitted ? [fitted] : [])]) {
    const scaling = {
      rope_type: "llama3",
      factor,
      low_freq_factor: low,
      high_freq_factor: high,
      original_max_position_embeddings: original,
    } as const;
    const expected = llama3Factors(scaling, factors.length, theta);
    if (expected.every((value, index) => Math.abs(factors[index]! / value - 1) < tolerance)) return scaling;
  }
  throw new CheckpointError(`${path}: rope_freqs.weight is no scaling of Llama 3's; others are not supported`);
}

/** The factors as transformers' `_compute_llama3_parameters` has them, of pair i with frequency theta^(−i/pairs). */
export function llama3Factors(scaling: Llama3Scaling, pairs: number, theta: number): number[] {
  const { factor, low_freq_factor: low, high_freq_factor: high, original_max_position_embeddings: original } = scaling;
  return Array.from({ length: pairs }, (_, index) => {
    const wavelength = 2 * Math.PI * theta ** (index / pairs);
    if (wavelength < original / high) return 1;
    if (wavelength > original / low) return factor;
    const smooth = (original / wavelength - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}

/** Parameters through the first and the last factor between 1 and the largest. */
function fitParameters(factors: Float32Array, factor: number, theta: number): [number, number, number] | null {
  const points = [...factors]
    .map((value, index) => ({ value, frequency: theta ** (-index / factors.length) / (2 * Math.PI) }))
    .filter(({ value }) => value > 1 && value < factor)
    .map(({ value, frequency }) => ({ frequency, smooth: (1 / value - 1 / factor) / (1 - 1 / factor) }));
  const first = points[0];
  const last = points.at(-1);
  const rounded = (value: number) => (Math.abs(value - Math.round(value)) < 1e-2 ? Math.round(value) : value);
  if (!first || !last) return null;
  // One point leaves a choice, and any gives the same factors.
  if (first === last) return [1, 4, rounded((3 * first.smooth + 1) / first.frequency)];
  const slope = (first.smooth - last.smooth) / (first.frequency - last.frequency);
  const atZero = first.smooth - slope * first.frequency;
  // smooth = original/(high − low) · frequency − low/(high − low), with low = 1.
  const difference = -1 / atZero;
  return [1, rounded(1 + difference), rounded(slope * difference)];
}
