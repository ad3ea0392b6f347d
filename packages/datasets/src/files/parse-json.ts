import { DatasetError } from "../dataset-error.ts";
import { findJsonSyntaxError } from "./json-syntax.ts";
import { advance, type Position, START } from "./position.ts";

/**
 * `JSON.parse` whose error says where.
 * @param from The place in the file that `text` starts at.
 * @throws DatasetError with the line and column of the first mistake.
 */
export function parseJson(text: string, path: string, from: Position = START): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw jsonError(text, path, from, cause) ?? new DatasetError(`invalid JSON: ${String(cause)}`, { path, ...from });
  }
}

/** The first mistake of a text, null where it is JSON. */
export function jsonError(text: string, path: string, from: Position, cause?: unknown): DatasetError | null {
  const found = findJsonSyntaxError(text);
  if (found === null) return null;
  const place = advance(from, text, found.offset);
  return new DatasetError(`invalid JSON: ${found.message}`, { path, ...place }, { cause });
}
