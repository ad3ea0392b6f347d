import { MAX_ROW_CHARACTERS } from "./limits.ts";
import type { TextBlock } from "./text-blocks.ts";

export interface TextLine {
  /** Number in the file, from 1. */
  readonly line: number;
  /** Without the line feed; empty where there is a fault. */
  readonly content: string;
  /** Why the line cannot be used: it is no text, or too long to be held. */
  readonly fault?: "not UTF-8" | "too long";
}

/** Cuts a text that comes in blocks into lines. Only a line feed ends one. */
export class LineCutter {
  #line = 1;
  /** What earlier blocks hold of the line that is not at its end yet. */
  #pieces: string[] = [];
  #characters = 0;
  #isBad = false;

  /** The lines that end in this block. */
  cut({ text, badLines }: TextBlock): TextLine[] {
    const lines: TextLine[] = [];
    const first = this.#line;
    const isBad = (line: number) => badLines.length > 0 && badLines.includes(line - first);
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      this.#isBad ||= isBad(this.#line);
      lines.push(this.#close(text.slice(start, end)));
      start = end + 1;
    }
    this.#isBad ||= isBad(this.#line);
    this.#keep(text.slice(start));
    return lines;
  }

  /** The last line, which needs no line feed. */
  end(): TextLine {
    return this.#close("");
  }

  #keep(piece: string): void {
    this.#characters += piece.length;
    // Of a line that is given up nothing is held, only its end is looked for.
    if (this.#characters > MAX_ROW_CHARACTERS) this.#pieces = [];
    else if (piece !== "") this.#pieces.push(piece);
  }

  #close(rest: string): TextLine {
    const line = this.#line++;
    const fault = this.#characters + rest.length > MAX_ROW_CHARACTERS ? "too long" : this.#isBad ? "not UTF-8" : null;
    const content = this.#pieces.length === 0 ? rest : this.#pieces.join("") + rest;
    this.#pieces = [];
    this.#characters = 0;
    this.#isBad = false;
    return fault === null ? { line, content } : { line, content: "", fault };
  }
}
