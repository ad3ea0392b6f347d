/** A row of tokens, under the key that a `tokens` data set has it. */
export interface TokenRow {
  readonly input_ids: readonly number[];
}

/**
 * Puts texts one after the other and cuts the line into rows of `length` tokens. What is left over at the end is dropped.
 *
 * @param texts the tokens of each text, with the tokens that mark its beginning and its end
 */
export function packRows(texts: Iterable<readonly number[]>, length: number): TokenRow[] {
  const rows: TokenRow[] = [];
  let row: number[] = [];
  for (const text of texts)
    for (const token of text) {
      row.push(token);
      if (row.length < length) continue;
      rows.push({ input_ids: row });
      row = [];
    }
  return rows;
}
