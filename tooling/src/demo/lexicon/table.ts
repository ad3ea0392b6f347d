/** One thing of the small world: the cells of its row under the names of the columns. */
export type Entry<Column extends string> = Readonly<Record<Column, string>>;

/**
 * Reads a table written one entry a line, cells between bars.
 *
 * @throws RangeError when a line has not as many cells as there are columns.
 */
export function table<const Columns extends readonly string[]>(
  columns: Columns,
  text: string,
): readonly Entry<Columns[number]>[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const cells = line.split("|").map((cell) => cell.trim());
      if (cells.length !== columns.length) throw new RangeError(`expected ${columns.length} cells in "${line.trim()}"`);
      return Object.fromEntries(columns.map((column, index) => [column, cells[index]])) as Entry<Columns[number]>;
    });
}

/** A plain list of words, separated by commas. */
export function words(text: string): readonly Entry<"name">[] {
  return text.split(",").map((name) => ({ name: name.trim() }));
}
