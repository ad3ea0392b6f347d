import { DatasetError } from "../dataset-error.ts";
import { findJsonSyntaxError } from "./json-syntax.ts";

/**
 * `JSON.parse` whose error says where.
 * @param firstLine The line of the file that `text` starts on.
 * @throws DatasetError with the line and column of the first mistake, both from 1; columns count UTF-16 units.
 */
export function parseJson(text: string, path: string, firstLine = 1): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const found = findJsonSyntaxError(text);
    if (found === null) throw new DatasetError(`invalid JSON: ${String(cause)}`, { path, line: firstLine }, { cause });
    const before = text.slice(0, found.offset);
    const line = firstLine + (before.match(/\n/g)?.length ?? 0);
    const column = found.offset - before.lastIndexOf("\n");
    throw new DatasetError(`invalid JSON: ${found.message}`, { path, line, column }, { cause });
  }
}
