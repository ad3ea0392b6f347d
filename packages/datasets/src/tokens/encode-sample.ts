import { DatasetError } from "../dataset-error.ts";
import type { PrepareSettings } from "../prepare-options.ts";
import type { CompletionSample, Sample, TextSample, TokensSample } from "../sample.ts";
import { asConversation } from "../templates/as-conversation.ts";
import type { ChatTemplate, Piece, PieceTemplate, TurnSample } from "../templates/template.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { labelRule } from "./label-rule.ts";
import { tokenizePieces } from "./tokenize.ts";
import { tokenizeConversation, writeConversation } from "./tokenize-chat.ts";
import type { Tokenized } from "./tokenized.ts";

export interface EncodedSample extends Tokenized {
  /** Whether a conversation is trained whole and nobody asked for it. */
  trainsQuestions?: boolean;
  /** Whether a chat template ends the trained turns without the tokenizer's end token. */
  lacksEndToken?: boolean;
}

/** A row as text, which only has to be tokenised. */
export type Tokenize = () => EncodedSample;

/**
 * Writes a sample as text and says how to tokenise it. Whatever is wrong with the row itself shows here; what the returned function
 * throws is no fault of the row.
 *
 * @throws DatasetError for a row that the template refuses, or whose trained turns cannot be found
 */
export function writeSample(sample: Sample, settings: PrepareSettings): Tokenize {
  switch (sample.type) {
    case "tokens":
      return writeTokens(sample, settings);
    case "completion":
    case "text":
      return writeText(sample, settings);
    default: {
      const { template, tokenizer } = settings.require(sample.type);
      return template.kind === "pieces"
        ? writePieces(sample, template, tokenizer, settings)
        : writeChat(sample, template, tokenizer, settings);
    }
  }
}

function writeTokens({ inputIds, labels }: TokensSample, { assistantOnlyLoss }: PrepareSettings): Tokenize {
  if (labels === undefined && assistantOnlyLoss === true) throw noTurns("tokens without labels");
  return () => ({ inputIds, labels: labels ?? inputIds.slice(), promptIsPrefix: true });
}

function writeText(sample: CompletionSample | TextSample, settings: PrepareSettings): Tokenize {
  const { tokenizer } = settings.require(sample.type);
  if (settings.assistantOnlyLoss === true) throw noTurns(`a ${sample.type}`);
  const isText = sample.type === "text";
  const piece: Piece = isText ? { prompt: "", completion: sample.text } : sample;
  const trainPrompts = isText || settings.completionOnlyLoss === false;
  return () => {
    const tokenized = tokenizePieces([piece], tokenizer, { trainPrompts, completionOnly: true });
    return isText ? { ...tokenized, promptIsPrefix: true } : tokenized;
  };
}

function writePieces(
  sample: TurnSample,
  template: PieceTemplate,
  tokenizer: Tokenizer,
  settings: PrepareSettings,
): Tokenize {
  const { eosTokenId } = tokenizer;
  const pieces = template.pieces(sample, eosTokenId === null ? "</s>" : tokenizer.decode([eosTokenId]));
  const { completionOnly, answersOnly } = labelRule(settings, "pieces", hasPrompt(sample));
  const { beginsEachPiece } = template;
  const trainPrompts = !answersOnly && !completionOnly;
  return () => tokenizePieces(pieces, tokenizer, { trainPrompts, completionOnly, beginsEachPiece });
}

function writeChat(
  sample: TurnSample,
  template: ChatTemplate,
  tokenizer: Tokenizer,
  settings: PrepareSettings,
): Tokenize {
  const rule = labelRule(settings, "chat", hasPrompt(sample));
  const written = writeConversation(asConversation(sample), template, rule);
  const trainsQuestions =
    written.prompt === null &&
    written.trained === null &&
    settings.completionOnlyLoss === null &&
    settings.assistantOnlyLoss === null;
  return () => {
    const tokenized = tokenizeConversation(written, tokenizer, template.addSpecialTokens);
    const lacksEndToken = tokenizer.eosTokenId !== null && !tokenized.labels.includes(tokenizer.eosTokenId);
    return { ...tokenized, trainsQuestions, lacksEndToken };
  };
}

function hasPrompt(sample: TurnSample): boolean {
  return sample.type === "instruction" || sample.promptMessages !== undefined;
}

function noTurns(what: string): DatasetError {
  return new DatasetError(`the row is ${what}, and assistant_only_loss is for rows with turns: leave it out`);
}
