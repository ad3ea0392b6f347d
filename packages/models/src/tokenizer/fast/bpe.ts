import type { BpeModel } from "../tokenizer-json.ts";
import { type Alphabet, tokensPerUnit } from "./alphabet.ts";
import { byteAlphabet, hasAllBytes } from "./byte-alphabet.ts";
import { characterAlphabet } from "./character-alphabet.ts";
import { MergeTable } from "./merge-table.ts";
import { mergeTokens } from "./merge-tokens.ts";
import { maxCachedLength, WordCache } from "./word-cache.ts";

/** More merges than any vocabulary has tokens for. */
const maxMerges = 1 << 23;

/** Byte-pair encoding of words. */
export class Bpe {
  private readonly cache = new WordCache();
  private readonly scratch = new Int32Array(1024);
  private readonly alphabet: Alphabet;
  private readonly table: MergeTable;
  /** Words that are tokens as they are; null where they are merged like any other. */
  private readonly whole: ReadonlyMap<string, number> | null;

  constructor(alphabet: Alphabet, table: MergeTable, whole: ReadonlyMap<string, number> | null) {
    this.alphabet = alphabet;
    this.table = table;
    this.whole = whole;
  }

  /** Appends the ids of the word that is this stretch of a well-formed text. */
  encode(text: string, start: number, end: number, output: number[]): void {
    const isShort = end - start <= maxCachedLength;
    if (isShort && this.cache.find(text, start, end, output)) return;
    const id = this.whole?.get(this.alphabet.spell(text.slice(start, end)));
    const needed = (end - start) * tokensPerUnit;
    const tokens = needed <= this.scratch.length ? this.scratch : new Int32Array(needed);
    if (id !== undefined) tokens[0] = id;
    const count = id === undefined ? mergeTokens(this.table, tokens, this.alphabet.write(text, start, end, tokens)) : 1;
    for (let at = 0; at < count; at++) output.push(tokens[at]!);
    if (isShort) this.cache.put(text, start, end, tokens, count);
  }
}

/** Null for a model that does what is not done here: dropout, affixes, or merges and bytes that are no tokens. */
export function createBpe(model: BpeModel, isByteLevel: boolean): Bpe | null {
  const { dropout, continuing_subword_prefix, end_of_word_suffix } = model as unknown as Record<string, unknown>;
  if (dropout || continuing_subword_prefix || end_of_word_suffix) return null;
  const ids = new Map(Object.entries(model.vocab));
  const unknownId = ids.get(model.unk_token ?? "") ?? null;
  if (isByteLevel && unknownId !== null && !hasAllBytes(ids)) return null;
  const alphabet = isByteLevel
    ? byteAlphabet(ids)
    : characterAlphabet(ids, {
        byteFallback: model.byte_fallback === true,
        unknownId,
        fuseUnknown: model.fuse_unk === true,
      });
  const table = mergeTable(model.merges, ids);
  return alphabet && table && new Bpe(alphabet, table, model.ignore_merges === true ? ids : null);
}

/** Null where a pair is none, or makes no token. */
function mergeTable(merges: readonly unknown[], ids: ReadonlyMap<string, number>): MergeTable | null {
  if (merges.length > maxMerges) return null;
  const table = new MergeTable(merges.length);
  for (const [rank, merge] of merges.entries()) {
    const pair: unknown = typeof merge === "string" ? merge.split(" ") : merge;
    if (!Array.isArray(pair) || pair.length !== 2) return null;
    const [left, right] = pair.map((token) => ids.get(token as string));
    const merged = ids.get(`${pair[0]}${pair[1]}`);
    if (left === undefined || right === undefined || merged === undefined) return null;
    table.set(left, right, rank, merged);
  }
  return table;
}
