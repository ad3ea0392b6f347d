import { GenerationConfigError } from "../errors/generation-config-error.ts";
import { checkPrompts } from "./check-prompts.ts";
import type { Decoder } from "./decoding/decoder.ts";
import { type GenerateOptions, generate } from "./generate.ts";
import { Generation } from "./generation.ts";
import { type GenerationConfig, generationConfig } from "./generation-config.ts";

/** What of a model is asked about before it generates. */
export interface GenerationBounds {
  readonly generationConfig: GenerationConfig;
  readonly architecture: { readonly vocabSize: number; readonly maxPositions: number };
}

/**
 * Checks a request, and continues its prompts once the result is read.
 *
 * @param openDecoder a new decoder
 * @param settings over the model's `generationConfig`
 * @throws GenerationConfigError, PromptError
 */
export function startGeneration(
  openDecoder: () => Promise<Decoder>,
  prompts: readonly (readonly number[])[],
  settings: Partial<GenerationConfig>,
  options: GenerateOptions,
  { generationConfig: defaults, architecture }: GenerationBounds,
): Generation {
  const config = generationConfig(settings, defaults);
  if (config.stopStrings.length > 0 && !options.decode)
    throw new GenerationConfigError("stopStrings", "stopStrings: give `decode`, which makes text of tokens, with them");
  checkPrompts(prompts, architecture);
  return new Generation(prompts, generate(openDecoder, prompts, config, architecture.maxPositions, options));
}
