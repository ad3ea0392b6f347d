import { DatasetError } from "../dataset-error.ts";
import { findJsonSyntaxError } from "./json-syntax.ts";
import { MAX_ROW_CHARACTERS, MAX_ROW_DEPTH } from "./limits.ts";
import { jsonError } from "./parse-json.ts";
import { advance, type Position, START } from "./position.ts";
import { ValueScanner } from "./value-scanner.ts";

/** What may come next outside a row. */
type Expected = "first value" | "value or end" | "element or end" | "element" | "comma or end";

/** A text after which the same may come: a mistake is found, and put in words, by parsing it with what stands there. */
const before: Record<Expected, string> = {
  "first value": "",
  "value or end": "0 ",
  "element or end": "[",
  element: "[0,",
  "comma or end": "[0 ",
};

const NOTHING_AFTER = "; no row after it can be trusted";

/**
 * Cuts a JSON text that comes in blocks into rows: the elements of an array, an object at the top, and the same of any
 * that follow. Where a row ends is told by its brackets; what is in it, by `JSON.parse`.
 */
export class JsonCutter {
  readonly #path: string;
  readonly #scanner = new ValueScanner();
  #expected: Expected = "first value";
  /** Where the current block starts. */
  #place: Position = START;
  /** Where the row starts that is cut at the moment; null between rows. */
  #rowStart: Position | number | null = null;
  /** What earlier blocks hold of that row. */
  #pieces: string[] = [];
  #characters = 0;
  readonly #stops: boolean;
  #closed: { at: number; place: Position } | null = null;

  /** @param within The place after a "[" that an array of rows begins with, which then is all there is; else the text's start. */
  constructor(path: string, within: Position | null = null) {
    this.#path = path;
    this.#stops = within !== null;
    if (within !== null) [this.#place, this.#expected] = [within, "element or end"];
  }

  /** Where the array ended that was begun within: index into the last block, and place in the file. */
  closed(): { readonly at: number; readonly place: Position } | null {
    return this.#closed;
  }

  /** The rows that end in this block. @throws DatasetError for a mistake; after it nothing can be trusted */
  cut(block: string): unknown[] {
    const rows: unknown[] = [];
    let at = 0;
    while (at < block.length) {
      if (this.#rowStart === null) {
        at = this.#findRow(block, at);
        if (this.#rowStart === null) break;
      }
      const end = this.#scanner.scan(block, at);
      if (this.#scanner.isTooDeep) throw this.#tooDeep(block);
      if (end === -1) {
        this.#keep(block, at);
        break;
      }
      rows.push(this.#parse(block, at, end));
      at = end;
    }
    this.#place = advance(this.#place, block);
    return rows;
  }

  /** @throws DatasetError where the text must not end yet */
  end(): void {
    if (this.#rowStart !== null) {
      throw this.#rowError(this.#pieces.join(""), this.#startOfRow("")) ?? this.#mistake("", 0);
    }
    if (this.#expected === "first value") throw new DatasetError("the file is empty", { path: this.#path });
    if (this.#expected !== "value or end") throw this.#mistake("", 0);
  }

  /** Goes over what is between rows. @returns where the next row starts, the block's length where it has none */
  #findRow(block: string, from: number): number {
    for (let at = from; at < block.length; at++) {
      const character = block[at]!;
      if (character === " " || character === "\n" || character === "\r" || character === "\t") continue;
      const isTop = this.#expected === "first value" || this.#expected === "value or end";
      if (isTop && character === "[") this.#expected = "element or end";
      else if (character === "," && this.#expected === "comma or end") this.#expected = "element";
      else if (character === "]" && this.#expected.endsWith("or end") && !isTop) {
        this.#expected = "value or end";
        if (!this.#stops) continue;
        this.#closed = { at: at + 1, place: advance(this.#place, block, at + 1) };
        return block.length;
      } else if (this.#expected === "comma or end" || ",:]}".includes(character) || (isTop && character !== "{")) {
        throw this.#mistake(block, at);
      } else {
        this.#rowStart = at;
        this.#scanner.begin(block, at);
        this.#expected = isTop ? "value or end" : "comma or end";
        return at;
      }
    }
    return block.length;
  }

  #keep(block: string, at: number): void {
    this.#rowStart = this.#startOfRow(block);
    this.#pieces.push(block.slice(at));
    this.#characters += block.length - at;
    if (this.#characters <= MAX_ROW_CHARACTERS) return;
    const text = this.#pieces.join("");
    const error = this.#rowError(text, this.#rowStart);
    // Where no more is wrong than that the end is missing, the end may only be far away.
    if (error !== null && !/: (the text ends|a string is not closed)/.test(error.reason)) throw error;
    const wanted = "or a quote or bracket that would end it is missing";
    throw this.#error(`a row has more than ${MAX_ROW_CHARACTERS} characters, ${wanted}`, this.#rowStart);
  }

  #parse(block: string, at: number, end: number): unknown {
    const piece = block.slice(at, end);
    const text = this.#pieces.length === 0 ? piece : this.#pieces.join("") + piece;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw this.#rowError(text, this.#startOfRow(block)) ?? this.#error("invalid JSON", this.#startOfRow(block));
    }
    this.#rowStart = null;
    if (this.#pieces.length > 0) this.#pieces = [];
    this.#characters = 0;
    return value;
  }

  #startOfRow(block: string): Position {
    const start = this.#rowStart!;
    return typeof start === "number" ? advance(this.#place, block, start) : start;
  }

  /** The mistake in the text of a row. */
  #rowError(text: string, from: Position): DatasetError | null {
    const error = jsonError(text, this.#path, from);
    return error && new DatasetError(`${error.reason}${NOTHING_AFTER}`, error.place);
  }

  #tooDeep(block: string): DatasetError {
    return this.#error(`arrays and objects are nested more than ${MAX_ROW_DEPTH} deep`, this.#startOfRow(block));
  }

  /** What is wrong with what stands at `at`, outside a row. */
  #mistake(block: string, at: number): DatasetError {
    const place = advance(this.#place, block, at);
    const start = before[this.#expected];
    const rest = block.slice(at, at + 64);
    const { offset, message } = findJsonSyntaxError(start + rest) ?? { offset: start.length + 1, message: "" };
    if (this.#expected === "first value" && (offset > 0 || rest.startsWith('"')) && rest !== "") {
      return new DatasetError(`the top level is ${kindOf(rest)}, wanted an array of rows`, { path: this.#path });
    }
    return this.#error(`invalid JSON: ${message}${rest === "" ? "" : NOTHING_AFTER}`, place);
  }

  #error(reason: string, place: Position): DatasetError {
    return new DatasetError(reason, { path: this.#path, ...place });
  }
}

function kindOf(text: string): string {
  if (text.startsWith('"')) return "a string";
  if (text.startsWith("n")) return "null";
  return /^[tf]/.test(text) ? "a boolean" : "a number";
}
