import { DatasetError } from "../dataset-error.ts";
import type { Row } from "../row.ts";
import { faultOfValue } from "./check-value.ts";
import type { TextReader } from "./file-reader.ts";
import { firstLines } from "./first-lines.ts";
import { MAX_ROW_CHARACTERS } from "./limits.ts";
import { LineCutter, type TextLine } from "./line-cutter.ts";
import { parseJson } from "./parse-json.ts";
import { notUtf8 } from "./text-blocks.ts";

/** JSON Lines: a JSON value a line, blank lines skipped. A line that cannot be read becomes a row with an error. */
export const jsonLinesReader: TextReader = {
  recognize: ({ head, name }) => isJsonLines(head, name),
  async *read({ path, blocks }) {
    let index = 0;
    const cutter = new LineCutter();
    const rowsOf = (lines: readonly TextLine[]): Row[] => {
      const rows: Row[] = [];
      for (const line of lines) {
        if (line.fault === undefined && isBlank(line.content)) continue;
        rows.push(parseLine(line, index++, path));
      }
      return rows;
    };
    for await (const block of blocks) yield rowsOf(cutter.cut(block));
    yield rowsOf([cutter.end()]);
  },
};

function parseLine({ line, content, fault }: TextLine, index: number, path: string): Row {
  const place = { path, line, row: index };
  const bad = (error: DatasetError): Row => ({ index, line, value: undefined, error });
  if (fault === "not UTF-8") return bad(notUtf8(place));
  if (fault === "too long")
    return bad(new DatasetError(`the line has more than ${MAX_ROW_CHARACTERS} characters`, place));
  try {
    const value = parseJson(content, path, { line, column: 1 });
    const reason = faultOfValue(value);
    return reason === null ? { index, line, value } : bad(new DatasetError(reason, place));
  } catch (error) {
    if (!DatasetError.isInstance(error)) throw error;
    return bad(error.at(place));
  }
}

function isBlank(content: string): boolean {
  // A brace first, as nearly always, saves a copy.
  return content.charCodeAt(0) !== 0x7b && content.trim() === "";
}

/**
 * Whether a text is JSON Lines and not JSON values over any lines. Content decides; the name only where both readings
 * are possible: a single line, a first line that is an array, and a first line that is no JSON.
 */
function isJsonLines(head: string, name: string): boolean {
  const [first, second] = firstLines(head);
  const isNamed = /\.(jsonl|ndjson)$/i.test(name);
  if (first === undefined) return false;
  if (second === undefined) return !first.startsWith("[") && !name.toLowerCase().endsWith(".json");
  if (isJson(first)) return isNamed || !first.startsWith("[");
  return first.startsWith("{") && (isNamed || isJson(second));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
