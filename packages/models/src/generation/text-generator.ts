import type { GenerateOptions } from "./generate.ts";
import type { FinishReason } from "./generated-token.ts";
import type { Generation } from "./generation.ts";
import type { GenerationConfig } from "./generation-config.ts";
import { StoppableText } from "./stoppable-text.ts";

/** What of a tokenizer generation needs; `AutoTokenizer`'s have it. */
export interface GenerationTokenizer {
  encode(text: string, options?: { addSpecialTokens?: boolean }): number[];
  decode(ids: ArrayLike<number>, options?: { skipSpecialTokens?: boolean }): string;
  applyChatTemplate(
    messages: readonly { role: string; content: unknown }[],
    options?: { addGenerationPrompt?: boolean },
  ): string;
}

/** What of a model it needs; a `CausalLM` has it. */
export interface GenerationModel {
  readonly generationConfig: GenerationConfig;
  generate(
    prompts: readonly (readonly number[])[],
    settings?: Partial<GenerationConfig>,
    options?: GenerateOptions,
  ): Generation;
}

/** A text to go on with as it stands, or a conversation to answer, which goes through the model's chat template. */
export type Prompt = string | readonly { role: string; content: unknown }[];

export interface GeneratedText {
  /** What the model was given, as text. */
  readonly prompt: string;
  /** What it wrote, without special tokens, and ending before a stop string. */
  readonly text: string;
  readonly inputIds: readonly number[];
  /** Without the prompt's, with the end token that ended it. */
  readonly outputIds: readonly number[];
  readonly finishReason: FinishReason;
}

/** Text in, text out: a model with its tokenizer. */
export class TextGenerator {
  private readonly model: GenerationModel;
  private readonly tokenizer: GenerationTokenizer;

  constructor(model: GenerationModel, tokenizer: GenerationTokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /**
   * Continues prompts.
   *
   * @throws as `CausalLM.generate`, and as the tokenizer
   */
  async generate(
    prompts: readonly Prompt[],
    settings: Partial<GenerationConfig> = {},
    options: Omit<GenerateOptions, "decode"> = {},
  ): Promise<GeneratedText[]> {
    const encoded = prompts.map((prompt) => this.encode(prompt));
    const inputIds = encoded.map(({ ids }) => ids);
    const sequences = await this.model.generate(inputIds, settings, { ...options, decode: this.decode }).sequences();
    return sequences.map((sequence, index) => {
      const text = new StoppableText(this.decode, this.stopStrings(settings));
      for (const id of sequence.outputIds) text.push(id);
      text.end();
      return { prompt: encoded[index]!.text, text: text.text, ...sequence };
    });
  }

  /** Continues a prompt, piece by piece as the text comes; together the pieces are `generate`'s text. */
  async *stream(
    prompt: Prompt,
    settings: Partial<GenerationConfig> = {},
    options: Omit<GenerateOptions, "decode"> = {},
  ): AsyncGenerator<string, void, void> {
    const text = new StoppableText(this.decode, this.stopStrings(settings));
    const { ids } = this.encode(prompt);
    for await (const { id } of this.model.generate([ids], settings, { ...options, decode: this.decode })) {
      const piece = text.push(id);
      if (piece !== "") yield piece;
    }
    const rest = text.end();
    if (rest !== "") yield rest;
  }

  private readonly decode = (ids: readonly number[]): string => this.tokenizer.decode(ids, { skipSpecialTokens: true });

  private stopStrings({ stopStrings = this.model.generationConfig.stopStrings }: Partial<GenerationConfig>) {
    return stopStrings;
  }

  private encode(prompt: Prompt): { text: string; ids: number[] } {
    if (typeof prompt === "string") return { text: prompt, ids: this.tokenizer.encode(prompt) };
    const text = this.tokenizer.applyChatTemplate(prompt, { addGenerationPrompt: true });
    // The template wrote the special tokens.
    return { text, ids: this.tokenizer.encode(text, { addSpecialTokens: false }) };
  }
}
