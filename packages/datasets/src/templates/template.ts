import type { ConversationSample, InstructionSample, Message } from "../sample.ts";

/** The text that the model is given and the text that it shall write, which follows right after it. */
export interface Prompt {
  prompt: string;
  completion: string;
}

/** Makes text of a task and its answer. */
export type PromptTemplate = (sample: InstructionSample) => Prompt;

/** A sample that a template makes text of; the others are text already. */
export type TurnSample = InstructionSample | ConversationSample;

/** A part of a row that is tokenised by itself. */
export interface Piece {
  /** What the model is given. */
  readonly prompt: string;
  /** What the assistant writes right after it, then the end token. Without it nothing of the piece is an answer. */
  readonly completion?: string;
  /** Whether the completion may be trained. */
  readonly trained?: boolean;
  /** Whether the completion is itself part of a prompt, as earlier answers are of an instruction with a history. */
  readonly inPrompt?: boolean;
}

/** Writes a row piece by piece: how trainers worked before there were chat templates. */
export interface PieceTemplate {
  readonly kind: "pieces";
  /** Whether what the tokenizer puts before a text (BOS) begins each piece, or the first only. Default false. */
  readonly beginsEachPiece?: boolean;
  /**
   * @param endToken The end token as text.
   * @throws DatasetError for a row that has no place in the template.
   */
  pieces(sample: TurnSample, endToken: string): Piece[];
}

/** Part of a text, in UTF-16 code units: [start, end). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What one turn of the assistant wrote: from after its header to the end-of-turn mark, that included. */
export interface AnswerSpan extends Span {
  /** Position of the turn among the messages; null where a template's own marks do not tell. */
  readonly message: number | null;
}

export interface RenderOptions {
  readonly tools?: readonly object[] | undefined;
  /** Whether the text ends with what begins an assistant's answer. Default false. */
  readonly addGenerationPrompt?: boolean;
}

/** Writes a conversation as one text, which is tokenised at once: a chat template. */
export interface ChatTemplate {
  readonly kind: "chat";
  /** Whether the tokenizer's BOS comes before the text; false where the template writes what it wants. */
  readonly addSpecialTokens: boolean;
  /** @throws DatasetError for a conversation that the template refuses. */
  render(messages: readonly Message[], options?: RenderOptions): string;
  /**
   * Where the assistant's turns are in `text`, which `render` made of the same messages and tools.
   * @throws DatasetError where they cannot be found.
   */
  findAnswers(messages: readonly Message[], text: string, tools?: readonly object[]): AnswerSpan[];
}

export type Template = PieceTemplate | ChatTemplate;
