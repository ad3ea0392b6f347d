import type { Random } from "../../demo/random.ts";

/** A row that is tokens already, as TRL takes it. */
export interface TokenRow {
  readonly input_ids: readonly number[];
  readonly labels: readonly number[];
}

/** Random tokens, all of them labelled but for a prompt at the start. */
export function tokenRow(random: Random, vocabulary: number, length: number, promptLength = 0): TokenRow {
  const input_ids = Array.from({ length }, () => random.integer(3, vocabulary - 1));
  return { input_ids, labels: input_ids.map((id, position) => (position < promptLength ? -100 : id)) };
}

/** Tokens of Alpaca's rows in Llama 2's vocabulary: the prompts' fixed words, the mean of what is added to them, and of answers. */
const alpacaLengths = { template: 40, instruction: 21, answer: 61 };

/**
 * Rows as long as Alpaca's. Both the instruction and the answer are about exponentially distributed: of 1,500 real rows a tenth has
 * answers below 9 tokens, half below 49 and a tenth above 139; exponentials of the same mean say 6, 42 and 140.
 */
export function alpacaLikeRows(random: Random, vocabulary: number, count: number, maxLength: number): TokenRow[] {
  const exponential = (mean: number) => Math.round(-mean * Math.log(1 - random.next()));
  return Array.from({ length: count }, () => {
    const prompt = alpacaLengths.template + exponential(alpacaLengths.instruction);
    const promptLength = Math.min(prompt, maxLength - 1);
    const length = Math.min(promptLength + 1 + exponential(alpacaLengths.answer), maxLength);
    return tokenRow(random, vocabulary, length, promptLength);
  });
}
