import { DatasetError } from "../dataset-error.ts";
import type { Row } from "../row.ts";
import { counted } from "../words.ts";
import { CsvCutter, type CsvRecord } from "./csv-records.ts";
import type { TextReader } from "./file-reader.ts";
import { firstLines } from "./first-lines.ts";
import { MAX_ROW_CHARACTERS } from "./limits.ts";
import { requireText } from "./text-blocks.ts";

/**
 * Comma-separated values with a header, by the name `.csv` or `.tsv`; the first line tells whether commas, semicolons, tabs
 * or bars stand between cells. Every cell is text. A row with more or fewer cells than the header is a row with an error.
 */
export const csvReader: TextReader = {
  recognize: ({ name, head }) => /\.(csv|tsv|tab)$/i.test(name) && !/^\s*[[{]/.test(head),
  async *read({ path, head, blocks }) {
    const cutter = new CsvCutter(delimiterOf(firstLines(head)[0] ?? ""));
    let header: readonly string[] | undefined;
    let index = 0;
    const rowsOf = (records: CsvRecord[]): Row[] => {
      if (header === undefined && records.length > 0) header = columnNames(records.shift()!, path);
      return records.map((record) => rowOf(record, header!, { path, line: record.line, row: index++ }));
    };
    for await (const block of requireText(blocks, path)) {
      yield rowsOf(cutter.cut(block));
      if (cutter.pending > MAX_ROW_CHARACTERS) throw notClosed(path, cutter.line);
    }
    yield rowsOf(cutter.end());
    if (cutter.pending > 0) throw notClosed(path, cutter.line);
    if (header === undefined) throw new DatasetError("the file is empty", { path });
  },
};

function rowOf(
  { cells, badCell, line }: CsvRecord,
  header: readonly string[],
  place: { path: string; line: number; row: number },
): Row {
  const index = place.row;
  const bad = (reason: string): Row => ({ index, line, value: undefined, error: new DatasetError(reason, place) });
  if (badCell > 0)
    return bad(`text follows the closing quote of cell ${badCell}; a quote within a cell is written twice`);
  if (cells.length !== header.length)
    return bad(
      `the row has ${counted(cells.length, "cell")} and the header ${header.length}; cells with a delimiter need quotes`,
    );
  return { index, line, value: Object.fromEntries(header.map((name, column) => [name, cells[column]])) };
}

/** The header's names; an empty one is called as pandas, and so Hugging Face's datasets, call it. */
function columnNames({ cells, line, badCell }: CsvRecord, path: string): string[] {
  if (badCell > 0)
    throw new DatasetError(`text follows the closing quote of cell ${badCell} of the header`, { path, line });
  const names = cells.map((cell, column) => (cell.trim() === "" ? `Unnamed: ${column}` : cell));
  const twice = names.find((name, column) => names.indexOf(name) !== column);
  if (twice === undefined) return names;
  throw new DatasetError(
    `the header names ${JSON.stringify(twice.slice(0, 40))} twice; give each column its own name`,
    {
      path,
      line,
    },
  );
}

/** Of the usual ones, the one that the header has most of outside quotes; the comma, where it has none. */
function delimiterOf(header: string): string {
  const bare = header.replaceAll(/"[^"]*"?/g, "");
  const count = (delimiter: string) => bare.split(delimiter).length;
  return [",", "\t", ";", "|"].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

function notClosed(path: string, line: number): DatasetError {
  const reason = "a quote in the row that starts here is not closed, or the row is longer than";
  return new DatasetError(`${reason} ${MAX_ROW_CHARACTERS} characters; no row after it can be trusted`, { path, line });
}
