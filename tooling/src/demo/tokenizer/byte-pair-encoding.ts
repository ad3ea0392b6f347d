import { BYTE_CHARACTERS, toByteCharacters } from "./byte-alphabet.ts";
import { PairCounts, type Word } from "./pair-counts.ts";

/** Vocabulary and merges of a byte-level byte-pair encoding, in the order in which they get their ids. */
export interface BytePairEncoding {
  readonly tokens: readonly string[];
  readonly merges: readonly (readonly [string, string])[];
}

/** GPT-2's splitting of text into words, spaces before the word included. */
const WORDS = /'(?:s|t|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/**
 * Learns byte-pair merges (Sennrich et al. 2016, arXiv 1508.07909) over the 256 bytes: again and again the pair that
 * stands most often side by side becomes one token, on a tie the one that sorts first.
 *
 * @param size number of tokens to end with, the 256 bytes included; fewer where no pair appears twice.
 */
export function trainBytePairEncoding(texts: Iterable<string>, size: number): BytePairEncoding {
  const pairs = new PairCounts();
  for (const word of countWords(texts)) pairs.add(word);
  const merges: [string, string][] = [];
  const tokens = new Set(BYTE_CHARACTERS);
  while (tokens.size < size) {
    const pair = pairs.mostFrequent();
    if (pair === undefined) break;
    merges.push(pair);
    tokens.add(pair.join(""));
    for (const word of pairs.wordsWith(pair)) {
      pairs.remove(word);
      word.symbols = merge(word.symbols, pair);
      pairs.add(word);
    }
  }
  return { tokens: [...tokens], merges };
}

function countWords(texts: Iterable<string>): Word[] {
  const counts = new Map<string, number>();
  for (const text of texts) for (const [word] of text.matchAll(WORDS)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Array.from(counts, ([word, count]) => ({ symbols: toByteCharacters(word), count }));
}

function merge(symbols: readonly string[], [left, right]: readonly [string, string]): string[] {
  const merged: string[] = [];
  for (let index = 0; index < symbols.length; index++) {
    const found = symbols[index] === left && symbols[index + 1] === right;
    merged.push(found ? left + right : symbols[index]!);
    if (found) index++;
  }
  return merged;
}
