import type { Fingerprint } from "../../example.ts";
import { IGNORE_INDEX } from "../../labels.ts";
import type { Sample } from "../../sample.ts";
import { hashWords } from "./hash-words.ts";
import { MAX_SHINGLES, ShingleCollector } from "./shingles.ts";
import { turnsOf } from "./turns-of.ts";
import { WordsHash } from "./words-hash.ts";

/** A prompt of fewer words may be the same by chance. */
export const MIN_PROMPT_WORDS = 3;

/** An answer of fewer words may be the same by chance. */
export const MIN_ANSWER_WORDS = 15;

const HEAD = 6;

/** The fingerprint of a row of text; undefined for a row of tokens, which `tokensFingerprint` takes. */
export function fingerprint(sample: Sample): Fingerprint | undefined {
  if (sample.type === "tokens") return undefined;
  const row = new FingerprintBuilder();
  for (const { isAnswer, text } of turnsOf(sample)) hashWords(text, (word) => row.add(word, isAnswer));
  return row.finish();
}

/** The same of tokens: labelled ones are the answer, the others the prompt; where all are labelled there is neither. */
export function tokensFingerprint(tokens: { inputIds: Int32Array; labels: Int32Array }): Fingerprint {
  const row = new FingerprintBuilder();
  const isTrainedWhole = !tokens.labels.includes(IGNORE_INDEX, 1);
  for (const [position, id] of tokens.inputIds.entries())
    row.add(id + 1, isTrainedWhole ? null : tokens.labels[position] !== IGNORE_INDEX);
  return row.finish();
}

export const wholeKey = (print: Fingerprint) => keyAt(print, 0);
export const promptKey = (print: Fingerprint) => keyAt(print, 2);
export const answerKey = (print: Fingerprint) => keyAt(print, 4);

/** Distinct shingles of a row, or a sample of them. */
export interface ShingleSet {
  /** Ascending. */
  readonly hashes: Uint32Array;
  /** Of hashes up to this one it is known whether they are in the row's set. */
  readonly knownUpTo: number;
}

export function shinglesOf(print: Fingerprint): ShingleSet {
  const hashes = print.subarray(HEAD);
  const isWhole = hashes.length < MAX_SHINGLES;
  return { hashes, knownUpTo: isWhole ? Number.POSITIVE_INFINITY : hashes[hashes.length - 1]! };
}

/** 53 bits of a hash, as a number that a Map takes. */
function keyAt(print: Fingerprint, index: number): number {
  return (print[index + 1]! & 0x1fffff) * 2 ** 32 + print[index]!;
}

class FingerprintBuilder {
  private readonly whole = new WordsHash(1);
  private readonly prompt = new WordsHash(MIN_PROMPT_WORDS);
  private readonly answer = new WordsHash(MIN_ANSWER_WORDS);
  private readonly shingles = new ShingleCollector();

  /** @param isAnswer null for a text that is neither prompt nor answer */
  add(word: number, isAnswer: boolean | null): void {
    this.whole.add(word);
    this.shingles.add(word);
    if (isAnswer !== null) (isAnswer ? this.answer : this.prompt).add(word);
  }

  finish(): Fingerprint {
    const shingles = this.shingles.finish();
    const print = new Uint32Array(HEAD + shingles.length);
    print.set([...this.whole.words(), ...this.prompt.words(), ...this.answer.words()]);
    print.set(shingles, HEAD);
    return print;
  }
}
