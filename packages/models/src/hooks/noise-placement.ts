import { type Architecture, embedWidth } from "../architectures/architecture.ts";

/**
 * Where the noise is added:
 * - `embedding`: to what the embedding module puts out, as Hugging Face's hook does: after Gemma's multiplication by √width,
 *   ahead of position embeddings and projections;
 * - `lookup`: to the rows of the embedding matrix as they are, before any multiplication;
 * - `input`: to what the first block takes, after position embeddings and projections.
 *
 * The three are the same in models that have none of these.
 */
export type NoisePlacement = "embedding" | "lookup" | "input";

/** Width of the embeddings that the noise is added to, the d of its scale. */
export function noiseWidth(architecture: Architecture, placement: NoisePlacement): number {
  return placement === "input" ? architecture.width : embedWidth(architecture);
}
