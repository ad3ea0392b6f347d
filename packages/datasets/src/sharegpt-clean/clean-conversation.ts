import { isRowObject, type RowObject } from "../json-value.ts";
import { cleanText } from "./clean-text.ts";
import { looksLikeHtml } from "./looks-like-html.ts";

/** A turn of ShareGPT's that can be cleaned. */
export interface Turn {
  readonly from: string;
  readonly value: string;
}

/** Characters that a conversation has at least, counted as Unicode's. */
const FEWEST_CHARACTERS = 16;
const blockedWords = ["openai", "chatgpt"];
const tooShort = { dropped: "the conversation is too short" };

/** The turns of a row; null where it is none of ShareGPT's and the format has to say what is wrong with it. */
export function turnsOf({ conversations }: RowObject): readonly Turn[] | null {
  if (!Array.isArray(conversations)) return null;
  const isTurn = (turn: unknown) =>
    isRowObject(turn) && typeof turn.from === "string" && typeof turn.value === "string";
  return conversations.every(isTurn) ? (conversations as Turn[]) : null;
}

/**
 * The turns that FastChat's `clean_html_one_sample` keeps of a conversation, cleaned, or why it keeps none: a first turn that is no
 * human's and a last that is one's go; human and gpt have to take turns; a blocked word in any text drops the conversation; an
 * answer that is empty after cleaning ends it.
 */
export function cleanConversation(turns: readonly Turn[]): { turns: Turn[] } | { dropped: string } {
  if (turns.length <= 1) return tooShort;
  const start = turns[0]!.from === "human" ? 0 : 1;
  const end = turns.at(-1)!.from === "human" ? turns.length - 1 : turns.length;
  if (end - start <= 1) return tooShort;
  const isHtml = turns.some(({ from, value }) => from === "gpt" && looksLikeHtml(value));
  const kept: Turn[] = [];
  let characters = 0;
  for (const [index, { from, value }] of turns.slice(start, end).entries()) {
    const wanted = index % 2 === 0 ? "human" : "gpt";
    if (from !== wanted)
      return { dropped: `turn ${start + index} (from 0) is ${JSON.stringify(from.slice(0, 40))}, wanted ${wanted}` };
    const lowercase = value.toLowerCase();
    const blocked = blockedWords.find((word) => lowercase.includes(word));
    if (blocked !== undefined) return { dropped: `turn ${start + index} (from 0) has the blocked word "${blocked}"` };
    const cleaned = isHtml ? cleanText(value) : value.trim();
    if (cleaned === null) return { dropped: `turn ${start + index} (from 0) is HTML that is nested too deep` };
    if (!beginsPrintable(cleaned)) break;
    characters += cleaned.length < FEWEST_CHARACTERS * 2 ? [...cleaned].length : FEWEST_CHARACTERS;
    kept.push({ from, value: cleaned });
  }
  const pairs = kept.slice(0, kept.length - (kept.length % 2));
  return characters < FEWEST_CHARACTERS || pairs.length === 0 ? tooShort : { turns: pairs };
}

/** As Python's `isprintable` of the first character: neither a control, a format, a surrogate, unassigned nor a space. */
function beginsPrintable(text: string): boolean {
  return /^[^\p{C}\p{Z}]/u.test(text);
}
