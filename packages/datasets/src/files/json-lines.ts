import { DatasetError } from "../dataset-error.ts";
import type { Row } from "../row.ts";
import type { FileReader } from "./data-file.ts";
import { parseJson } from "./parse-json.ts";

/** JSON Lines: a JSON value a line, blank lines skipped. A line that is no JSON becomes a row with an error. */
export const jsonLinesReader: FileReader = {
  recognize: (file) => isJsonLines(file.text(), file.path),
  read: (file) => readJsonLines(file.text(), file.path),
};

function readJsonLines(text: string, path: string): Row[] {
  const rows: Row[] = [];
  // Only a line feed ends a row: JSON strings may hold U+2028 and others that editors break lines at.
  text.split("\n").forEach((content, position) => {
    if (content.trim() === "") return;
    const place = { index: rows.length, line: position + 1 };
    try {
      rows.push({ ...place, value: parseJson(content, path, place.line) });
    } catch (error) {
      if (!DatasetError.isInstance(error)) throw error;
      rows.push({ ...place, value: undefined, error: error.at({ row: place.index }) });
    }
  });
  return rows;
}

/**
 * Whether a text is JSON Lines and not one JSON value. Content decides; the name only where both readings are possible:
 * a single line, and a first line that is neither.
 */
function isJsonLines(text: string, path: string): boolean {
  const [first, second] = firstLines(text);
  if (first === undefined) return false;
  if (second === undefined) return !first.startsWith("[") && !path.toLowerCase().endsWith(".json");
  if (isJson(first)) return true;
  return first.startsWith("{") && (isJson(second) || /\.(jsonl|ndjson)$/i.test(path));
}

/** The first two lines that are not blank. */
function firstLines(text: string): string[] {
  const found: string[] = [];
  for (let start = 0; start < text.length && found.length < 2; ) {
    const lineFeed = text.indexOf("\n", start);
    const end = lineFeed === -1 ? text.length : lineFeed;
    const line = text.slice(start, end).trim();
    if (line !== "") found.push(line);
    start = end + 1;
  }
  return found;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
