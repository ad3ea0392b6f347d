import { type GenerationConfig, newTokenMinimum } from "../generation-config.ts";
import type { LogitsProcessor } from "./logits-processor.ts";
import { minNewTokens } from "./min-new-tokens.ts";
import { minP } from "./min-p.ts";
import { noRepeatNgram } from "./no-repeat-ngram.ts";
import { repetitionPenalty } from "./repetition-penalty.ts";
import { temperature } from "./temperature.ts";
import { topK } from "./top-k.ts";
import { topP } from "./top-p.ts";

/** What is done to logits under these settings, in transformers' order. */
export function logitsProcessors(config: GenerationConfig): readonly LogitsProcessor[] {
  const processors: LogitsProcessor[] = [];
  if (config.repetitionPenalty !== 1) processors.push(repetitionPenalty(config.repetitionPenalty));
  if (config.noRepeatNgramSize > 0) processors.push(noRepeatNgram(config.noRepeatNgramSize));
  if (config.eosTokenId.length > 0 && ((config.minNewTokens ?? 0) > 0 || config.minLength > 0))
    processors.push(minNewTokens((promptLength) => newTokenMinimum(config, promptLength), config.eosTokenId));
  if (!config.doSample) return processors;
  if (config.temperature !== 1) processors.push(temperature(config.temperature));
  if (config.topK > 0) processors.push(topK(config.topK));
  if (config.topP < 1) processors.push(topP(config.topP));
  if (config.minP !== null) processors.push(minP(config.minP));
  return processors;
}
