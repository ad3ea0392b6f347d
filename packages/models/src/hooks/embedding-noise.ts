import type { NEFTune } from "@neftune/core";
import type { RaggedBatch } from "../ragged/ragged-batch.ts";

export interface NoisySequences {
  readonly epoch: number;
  /** Which row of the data set each sequence is: the noise follows it wherever it is batched. */
  readonly samples: readonly number[];
  /** The length in the scale under `padded`. Default: that of the batch's longest row, to which a padded batch would be filled up. */
  readonly paddedLength?: number;
}

export interface EmbeddingNoise {
  /** [tokens, width], zero in spare rows. */
  readonly values: Float32Array;
  /** L2 norm of each sequence's noise over its real tokens. */
  readonly norms: readonly number[];
  /** What those norms are expected to be. */
  readonly expectedNorms: readonly number[];
}

/** NEFTune's hook for our own models: the noise for the embeddings of a ragged batch, whose pads do not exist. */
export function embeddingNoise(
  noise: NEFTune,
  batch: RaggedBatch,
  width: number,
  { epoch, samples, paddedLength = Math.max(...batch.lengths) }: NoisySequences,
): EmbeddingNoise {
  const values = new Float32Array(batch.tokens * width);
  const norms: number[] = [];
  const expectedNorms: number[] = [];
  for (const [index, length] of batch.lengths.entries()) {
    const start = batch.starts[index]! * width;
    const target = values.subarray(start, start + length * width);
    norms.push(noise.fill(target, { epoch, sample: samples[index]!, length, width, paddedLength }));
    expectedNorms.push(noise.expectedNorm({ length, paddedLength }));
  }
  return { values, norms, expectedNorms };
}
