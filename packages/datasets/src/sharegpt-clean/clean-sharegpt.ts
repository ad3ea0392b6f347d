import { isRowObject } from "../json-value.ts";
import type { Row } from "../row.ts";
import type { DatasetSource } from "../source.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { cleanConversation, turnsOf } from "./clean-conversation.ts";
import { SeenConversations } from "./seen-conversations.ts";
import { splitConversation } from "./split-conversation.ts";
import { hasWrongNumbering } from "./wrong-numbering.ts";

export interface CleanOptions {
  /** Counts the tokens of a turn; without one no conversation is split. */
  tokenizer?: Tokenizer;
  /** Tokens that a piece of a conversation has at most; default: no limit. */
  maxLength?: number;
}

/** Whether rows of this format are ShareGPT's, which alone can be cleaned. */
export function isShareGPT({ format }: DatasetSource): boolean {
  return format.name === "sharegpt" || format.name === "sharegpt-single-turn";
}

/**
 * ShareGPT's rows as FastChat prepares them for Vicuna (`fastchat.data.prepare_all`): HTML becomes Markdown; conversations that are too
 * short, out of turn, with blocked words or plugins, and duplicates are left out; long ones are split at pairs of turns; pieces with
 * lists that are numbered wrongly are left out. Languages are not told apart, as in FastChat without its options for that.
 * Rows that are none of ShareGPT's stay as they are, for the format to refuse.
 */
export function cleanShareGPT(source: DatasetSource, options: CleanOptions = {}): DatasetSource {
  return { ...source, rows: () => cleanRows(source.rows(), options) };
}

async function* cleanRows(
  rows: AsyncIterable<Row>,
  { tokenizer, maxLength = Number.POSITIVE_INFINITY }: CleanOptions,
): AsyncGenerator<Row, void> {
  const seen = new SeenConversations();
  for await (const row of rows) {
    const value = isRowObject(row.value) ? row.value : null;
    const turns = value === null ? null : turnsOf(value);
    if (value === null || turns === null) {
      yield row;
      continue;
    }
    const cleaned = cleanConversation(turns);
    if ("dropped" in cleaned) {
      yield { ...row, leftOut: cleaned.dropped };
      continue;
    }
    const leftOut = hasPlugins(value.plugins) ? "it uses plugins" : seen.add(row.index, value, cleaned.turns);
    if (leftOut !== null) {
      yield { ...row, leftOut };
      continue;
    }
    for (const [part, piece] of splitConversation(cleaned.turns, { tokenizer, maxLength }).entries()) {
      const id = typeof value.id === "string" ? { id: `${value.id}_${piece.start}` } : {};
      const pieceRow = { ...row, value: { ...value, ...id, conversations: piece.turns }, part };
      const isWrong = piece.turns.some((turn) => hasWrongNumbering(turn.value));
      yield isWrong ? { ...pieceRow, leftOut: wrongNumbering(part) } : pieceRow;
    }
  }
}

function hasPlugins(plugins: unknown): boolean {
  return plugins !== undefined && plugins !== null;
}

function wrongNumbering(part: number): string {
  return `${part === 0 ? "" : `piece ${part} (from 0): `}a list begins at 1 twice`;
}
