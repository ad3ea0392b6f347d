import { type Tensor3D, tidy } from "@tensorflow/tfjs-core";
import type { NEFTune } from "../neftune.ts";

export interface EmbedOptions {
  /** Noise is added only where this is true. */
  training: boolean;
  /** [batch]: real tokens of each right-padded sequence. Default: every token is real. */
  lengths?: readonly number[];
  /** Pass over the data. Default: how many training calls came before, so that each draws anew. */
  epoch?: number;
  /** [batch]: each sequence's place in the data set. Default: its row in the batch. */
  samples?: readonly number[];
}

/**
 * Wraps an embedding function so that it adds noise in training and is itself otherwise.
 *
 * @param embed ids to embeddings [batch, tokens, width]
 */
export function withNoise<Ids>(
  embed: (ids: Ids) => Tensor3D,
  noise: NEFTune,
): (ids: Ids, options: EmbedOptions) => Tensor3D {
  let draws = 0;
  return (ids, { training, lengths, epoch, samples }) => {
    if (!training) return embed(ids);
    return tidy(() => {
      const embeddings = embed(ids);
      const [batch, tokens] = embeddings.shape;
      return noise.apply(embeddings, {
        lengths: lengths ?? new Array<number>(batch).fill(tokens),
        epoch: epoch ?? draws++,
        samples,
      });
    });
  };
}
