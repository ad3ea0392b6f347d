import { configKey } from "../config-keys/config-key.ts";
import { choice, nullable, number } from "../config-keys/value-types.ts";

export const noiseKeys = {
  neftuneNoiseAlpha: configKey(
    nullable(number({ min: 0 })),
    null,
    "Strength of the noise on the embeddings in training; the paper uses 5, 10 and 15; null or 0 is none",
  ),
  neftuneScaling: configKey(
    choice("tokens", "padded"),
    "tokens",
    "The length in α/√(L·d): a row's real tokens, or the padded length of its batch as in Hugging Face's trainers",
  ),
  neftuneDistribution: configKey(choice("uniform", "gaussian"), "uniform", "The noise's law; the paper's is uniform"),
  neftunePlacement: configKey(
    choice("embedding", "lookup", "input"),
    "embedding",
    "What the noise is added to: the embedding module's output as in Hugging Face, the rows of its matrix before they are " +
      "scaled (lookup), or what the first block takes, after positions and projections (input)",
  ),
};
