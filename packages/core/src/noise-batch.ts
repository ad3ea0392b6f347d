import { noiseNorm } from "./norm.ts";
import type { NoiseScaling, SequenceLengths } from "./scaling.ts";

/** What draws the noise of one sequence; a `NEFTune`. */
export interface SequenceNoise {
  readonly scaling: NoiseScaling;
  fill(
    target: Float32Array,
    options: { epoch: number; sample: number; length: number; width: number; paddedLength: number },
  ): number;
  expectedNorm(lengths: SequenceLengths): number;
}

export interface NoiseBatch {
  /** [batch, tokens, width] row-major. */
  values: Float32Array;
  /** Mean over the sequences of the noise's norm over real tokens. */
  norm: number;
  /** What `norm` should be. */
  expectedNorm: number;
}

export interface NoiseBatchOptions {
  /** [batch, tokens] row-major; 1 is a real token. Pads may stand on any side. */
  mask: Uint8Array;
  tokens: number;
  width: number;
  epoch: number;
  /** [batch]: each sequence's place in the data set. */
  samples: readonly number[];
}

/** The noise of a padded batch by the rule of `noise.scaling`. Under `"tokens"` positions count real tokens only. */
export function sampleNoiseBatch(noise: SequenceNoise, options: NoiseBatchOptions): NoiseBatch {
  const { mask, tokens, width, epoch, samples } = options;
  const batch = samples.length;
  const values = new Float32Array(batch * tokens * width);
  let norm = 0;
  let expectedNorm = 0;
  for (const [row, sample] of samples.entries()) {
    const rows = values.subarray(row * tokens * width, (row + 1) * tokens * width);
    const positions = realPositions(mask.subarray(row * tokens, (row + 1) * tokens));
    const length = positions.length;
    const lengths = { length, paddedLength: tokens };
    if (noise.scaling === "tokens") {
      norm += noise.fill(rows, { epoch, sample, width, ...lengths });
      spread(rows, positions, width);
    } else {
      noise.fill(rows, { epoch, sample, width, length: tokens, paddedLength: tokens });
      norm += Math.hypot(...positions.map((p) => noiseNorm(rows.subarray(p * width, (p + 1) * width))));
    }
    expectedNorm += noise.expectedNorm(lengths);
  }
  return { values, norm: batch === 0 ? 0 : norm / batch, expectedNorm: batch === 0 ? 0 : expectedNorm / batch };
}

/** The mask of right-padded sequences. */
export function maskFromLengths(lengths: readonly number[], tokens: number): Uint8Array {
  const mask = new Uint8Array(lengths.length * tokens);
  for (const [row, length] of lengths.entries()) mask.fill(1, row * tokens, row * tokens + length);
  return mask;
}

function realPositions(mask: Uint8Array): number[] {
  const positions: number[] = [];
  for (let position = 0; position < mask.length; position++) if (mask[position] !== 0) positions.push(position);
  return positions;
}

/** Moves the i-th token's noise to positions[i], from the back so that nothing is overwritten before it is moved. */
function spread(rows: Float32Array, positions: readonly number[], width: number): void {
  for (let index = positions.length - 1; index >= 0; index--) {
    const position = positions[index]!;
    if (position === index) return;
    rows.copyWithin(position * width, index * width, (index + 1) * width);
    rows.fill(0, index * width, (index + 1) * width);
  }
}
