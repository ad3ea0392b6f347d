/** What merging begins with: a word as tokens of single bytes or characters. */
export interface Alphabet {
  /**
   * Writes a stretch of well-formed text as tokens.
   *
   * @param output has room for `tokensPerUnit` tokens for each UTF-16 code unit
   * @returns how many tokens were written
   */
  write(text: string, start: number, end: number, output: Int32Array): number;
  /** Text as the vocabulary spells it. */
  spell(text: string): string;
}

/** The most tokens that a UTF-16 code unit becomes: one for each of its bytes in UTF-8. */
export const tokensPerUnit = 3;
