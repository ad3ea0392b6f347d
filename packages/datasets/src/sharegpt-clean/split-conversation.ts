import type { Tokenizer } from "../tokenizer.ts";
import type { Turn } from "./clean-conversation.ts";

/** What FastChat reckons for the words and marks around a turn. */
const TOKENS_AROUND_TURN = 6;

export interface ConversationPiece {
  /** Number of the piece's first turn in the cleaned conversation, from 0. */
  readonly start: number;
  readonly turns: readonly Turn[];
}

/**
 * Pieces of a conversation that have at most `maxLength` tokens, in pairs of a question and its answer, as FastChat's
 * `split_long_conversation` reckons them: six tokens a turn on top of its text's, special tokens included. A pair that is longer by
 * itself is a piece. Other than FastChat's, a last pair that does not fit is not lost.
 */
export function splitConversation(
  turns: readonly Turn[],
  { tokenizer, maxLength }: { tokenizer?: Tokenizer; maxLength: number },
): ConversationPiece[] {
  if (tokenizer === undefined || maxLength === Number.POSITIVE_INFINITY) return [{ start: 0, turns }];
  const pieces: ConversationPiece[] = [];
  let start = 0;
  let length = 0;
  for (let pair = 0; pair < turns.length; pair += 2) {
    const pairLength = turns
      .slice(pair, pair + 2)
      .reduce((sum, { value }) => sum + tokenizer.encode(value).length + TOKENS_AROUND_TURN, 0);
    if (pair > start && length + pairLength > maxLength) {
      pieces.push({ start, turns: turns.slice(start, pair) });
      start = pair;
      length = 0;
    }
    length += pairLength;
  }
  return [...pieces, { start, turns: turns.slice(start) }];
}
