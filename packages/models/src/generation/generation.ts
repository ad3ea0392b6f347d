import type { FinishReason, GeneratedSequence, GeneratedToken } from "./generated-token.ts";

/** Prompts being continued: to be gone through token by token as they come, or to be waited for; once. */
export class Generation implements AsyncIterable<GeneratedToken> {
  private readonly prompts: readonly (readonly number[])[];
  private readonly tokens: AsyncGenerator<GeneratedToken, void, void>;

  constructor(prompts: readonly (readonly number[])[], tokens: AsyncGenerator<GeneratedToken, void, void>) {
    this.prompts = prompts;
    this.tokens = tokens;
  }

  [Symbol.asyncIterator](): AsyncGenerator<GeneratedToken, void, void> {
    return this.tokens;
  }

  /** What became of each prompt, once all are at their end. */
  async sequences(): Promise<GeneratedSequence[]> {
    const outputs = this.prompts.map((): number[] => []);
    const reasons = this.prompts.map((): FinishReason => "length");
    for await (const { sequence, id, finishReason } of this.tokens) {
      outputs[sequence]!.push(id);
      if (finishReason) reasons[sequence] = finishReason;
    }
    return this.prompts.map((inputIds, sequence) => ({
      inputIds,
      outputIds: outputs[sequence]!,
      finishReason: reasons[sequence]!,
    }));
  }
}
