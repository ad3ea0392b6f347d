import { IGNORE_INDEX, maskPrompt } from "../labels.ts";
import type { Piece } from "../templates/template.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { commonPrefixLength } from "./common-prefix.ts";
import type { Tokenized } from "./tokenized.ts";

export interface TokenizePiecesOptions {
  /** Whether all is trained but completions that are not to be, or completions alone. */
  trainPrompts: boolean;
  /** Whether completions that are part of a prompt are left out. */
  completionOnly: boolean;
  /** Whether what the tokenizer puts before a text begins each piece, or the first alone (default). */
  beginsEachPiece?: boolean;
}

/**
 * Tokens and labels of pieces, one after the other. A prompt and its completion are tokenised as TRL's SFTTrainer does it: the prompt
 * alone and the whole text separately, and the completion starts where their tokens part. The end token is appended to a
 * completion where it is not the last one already, and it is trained.
 */
export function tokenizePieces(
  pieces: readonly Piece[],
  tokenizer: Tokenizer,
  { trainPrompts, completionOnly, beginsEachPiece = false }: TokenizePiecesOptions,
): Tokenized {
  const inputIds: number[] = [];
  const labels: number[] = [];
  let promptIsPrefix = true;
  for (const [index, piece] of pieces.entries()) {
    const addSpecialTokens = index === 0 || beginsEachPiece;
    const { ids, promptLength, isPrefix } = tokenizePiece(piece, tokenizer, addSpecialTokens);
    const ignored = piece.trained === false || (completionOnly && piece.inPrompt === true);
    const own =
      ignored && !trainPrompts ? ids.map(() => IGNORE_INDEX) : maskPrompt(ids, trainPrompts ? 0 : promptLength);
    if (piece.trained === false) own.fill(IGNORE_INDEX, promptLength);
    promptIsPrefix &&= isPrefix;
    for (const id of ids) inputIds.push(id);
    for (const label of own) labels.push(label);
  }
  return { inputIds: Int32Array.from(inputIds), labels: Int32Array.from(labels), promptIsPrefix };
}

function tokenizePiece({ prompt, completion }: Piece, tokenizer: Tokenizer, addSpecialTokens: boolean) {
  const promptIds = tokenizer.encode(prompt, { addSpecialTokens });
  if (completion === undefined) return { ids: promptIds, promptLength: promptIds.length, isPrefix: true };
  const ids = tokenizer.encode(prompt + completion, { addSpecialTokens });
  const promptLength = commonPrefixLength(promptIds, ids);
  if (tokenizer.eosTokenId !== null && ids.at(-1) !== tokenizer.eosTokenId) ids.push(tokenizer.eosTokenId);
  return { ids, promptLength, isPrefix: promptLength === promptIds.length };
}
