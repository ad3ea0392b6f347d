/** The cells of one record, and where it stands. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** Line that it starts on, from 1; a quoted cell may hold line breaks. */
  readonly line: number;
  /** Number, from 1, of a cell with text behind its closing quote, which is then part of no rule; 0 where there is none. */
  readonly badCell: number;
}

const QUOTE = '"';

/**
 * Cuts comma-separated values (RFC 4180) that come in blocks into records. A quote counts only where a cell starts; a
 * cell's line breaks may be any; blank lines are skipped.
 */
export class CsvCutter {
  readonly #delimiter: string;
  /** Text of a record that is not at its end yet. */
  #rest = "";
  #line = 1;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** Line that the record starts on which is not at its end. */
  get line(): number {
    return this.#line;
  }

  /** Characters of that record so far. */
  get pending(): number {
    return this.#rest.length;
  }

  /** The records that end in this block. */
  cut(block: string): CsvRecord[] {
    return this.#records(this.#rest + block, false);
  }

  /** The last record, which needs no line break. `pending` is then 0, or a quote is not closed. */
  end(): CsvRecord[] {
    return this.#records(this.#rest, true);
  }

  #records(text: string, isWhole: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let at = 0;
    for (;;) {
      const record = readRecord(text, at, this.#delimiter, isWhole);
      if (record === null) break;
      const { cells, badCell, lines, next } = record;
      // A blank line is one empty cell; with quotes around it, it would be longer.
      const isBlank = cells.length === 1 && text.slice(at, next).trim() === "";
      if (!isBlank) records.push({ cells, badCell, line: this.#line });
      this.#line += lines;
      at = next;
    }
    this.#rest = text.slice(at);
    return records;
  }
}

interface ReadRecord {
  cells: string[];
  badCell: number;
  /** Line breaks in it, its own included. */
  lines: number;
  /** Where the next record starts. */
  next: number;
}

/** Null where the text ends before the record does. */
function readRecord(text: string, start: number, delimiter: string, isWhole: boolean): ReadRecord | null {
  if (start >= text.length) return null;
  const cells: string[] = [];
  let badCell = 0;
  let lines = 0;
  let at = start;
  for (;;) {
    let quoted: string | null = null;
    if (text[at] === QUOTE) {
      const end = closingQuote(text, at + 1);
      if (end === -1 || (end + 1 === text.length && !isWhole)) return null;
      quoted = text.slice(at + 1, end).replaceAll('""', QUOTE);
      for (let line = text.indexOf("\n", at); line !== -1 && line < end; line = text.indexOf("\n", line + 1)) lines++;
      at = end + 1;
    }
    const [end, isLast] = endOfCell(text, at, delimiter);
    if (end === -1) return null;
    if (end === text.length && !isWhole) return null;
    const behind = text.slice(at, isLast && text[end - 1] === "\r" && end > at ? end - 1 : end);
    cells.push((quoted ?? "") + behind);
    if (quoted !== null && behind !== "") badCell ||= cells.length;
    at = end + 1;
    if (isLast) return { cells, badCell, lines: lines + 1, next: Math.min(at, text.length) };
  }
}

/** Index of the quote that closes a cell; two in a row are one of its text. −1 where there is none yet. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf(QUOTE, from); at !== -1; at = text.indexOf(QUOTE, at + 2)) {
    if (text[at + 1] !== QUOTE) return at;
  }
  return -1;
}

/** @returns where a cell without quotes ends, and whether the record does there too */
function endOfCell(text: string, from: number, delimiter: string): [end: number, isLast: boolean] {
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === delimiter) return [at, false];
    if (character === "\n") return [at, true];
  }
  return [text.length, true];
}
