import { argmax } from "./argmax.ts";
import type { GenerationConfig } from "./generation-config.ts";
import type { LogitsContext, LogitsProcessor } from "./logits-processors/logits-processor.ts";
import { logitsProcessors } from "./logits-processors/logits-processors.ts";
import { sampleToken, uniformAt } from "./sample-token.ts";

/** Chooses the next token of a sequence from its logits, by the settings of a generation. */
export class TokenChooser {
  private readonly config: GenerationConfig;
  private readonly processors: readonly LogitsProcessor[];

  constructor(config: GenerationConfig) {
    this.config = config;
    this.processors = logitsProcessors(config);
  }

  /**
   * @param logits [vocabSize], changed in place
   * @param sequence of which random numbers depend, with the number of tokens generated
   */
  choose(logits: Float32Array, context: LogitsContext, sequence: number): number {
    for (const process of this.processors) process(logits, context);
    if (!this.config.doSample) return argmax(logits);
    const step = context.inputIds.length - context.promptLength;
    return sampleToken(logits, uniformAt(this.config.seed, sequence, step));
  }
}
