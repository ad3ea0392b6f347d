import { DatasetError } from "../dataset-error.ts";
import { isRowObject } from "../json-value.ts";
import { findJsonSyntaxError } from "./json-syntax.ts";
import { MAX_ROW_CHARACTERS } from "./limits.ts";
import { advance, type Position } from "./position.ts";

/** Keys that an array of rows is found under where a file holds an object around it. */
const rowKeys = "data|rows|examples|instances|train";

const string = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;
const scalar = String.raw`(?:${string}|true|false|null|-?[\d.eE+-]+)`;
const beginning = new RegExp(
  String.raw`^\s*\{\s*(?:${string}\s*:\s*${scalar}\s*,\s*)*"(${rowKeys})"\s*:\s*\[(?=\s*[{\]])`,
);

/** An object around the array of rows: what stands before the array, and what comes after it. */
export class JsonWrapper {
  /** The text up to and with the "[". */
  readonly head: string;
  readonly #key: string;
  #tail = "";

  private constructor(head: string, key: string) {
    this.head = head;
    this.#key = key;
  }

  /** Null for a text that begins in another way. */
  static find(text: string): JsonWrapper | null {
    const found = beginning.exec(text);
    return found === null ? null : new JsonWrapper(found[0], found[1]!);
  }

  /** Takes text that follows the array. */
  add(text: string): void {
    this.#tail += text;
  }

  /**
   * @param place Where the text after the array starts.
   * @throws DatasetError where that does not close the object, or there are rows under a second key
   */
  check(path: string, place: Position): void {
    const whole = `${this.head}]${this.#tail}`;
    const rowsUnder = `the rows are taken from ${JSON.stringify(this.#key)}`;
    if (this.#tail.length > MAX_ROW_CHARACTERS)
      throw new DatasetError(`${rowsUnder}, and more than ${MAX_ROW_CHARACTERS} characters follow them`, {
        path,
        ...place,
      });
    const mistake = findJsonSyntaxError(whole);
    if (mistake !== null) {
      const offset = mistake.offset - this.head.length - 1;
      throw new DatasetError(`invalid JSON: ${mistake.message}`, { path, ...advance(place, this.#tail, offset) });
    }
    for (const [key, value] of Object.entries(JSON.parse(whole) as Record<string, unknown>)) {
      if (key === this.#key || !Array.isArray(value) || !value.some(isRowObject)) continue;
      const message = `${rowsUnder}, and there are more under ${JSON.stringify(key)}; give each a file of its own`;
      throw new DatasetError(message, { path });
    }
  }
}
