/** A place in a text: line and column from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export const START: Position = { line: 1, column: 1 };

/** The place that is reached by going on from `from` over the characters of `text` before `end`. */
export function advance({ line, column }: Position, text: string, end: number = text.length): Position {
  let start = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < end; at = text.indexOf("\n", start)) {
    start = at + 1;
    line++;
    column = 1;
  }
  return { line, column: column + end - start };
}
