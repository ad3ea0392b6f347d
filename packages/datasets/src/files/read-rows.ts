import { basename } from "node:path";
import { DatasetError } from "../dataset-error.ts";
import type { Row } from "../row.ts";
import { fileBytes, openFile } from "./file-bytes.ts";
import type { TextReader } from "./file-reader.ts";
import { jsonReader } from "./json.ts";
import { jsonLinesReader } from "./json-lines.ts";
import { peek } from "./peek.ts";
import { textBlocks } from "./text-blocks.ts";

/** Every layout of text; the first that recognises a file reads it. JSON is last: what is nothing else gets its messages. */
const readers: readonly TextReader[] = [jsonLinesReader, jsonReader];

/**
 * The rows of a file in any layout that this package reads, in file order; at least one. They are read as they are asked
 * for, so that a file may be larger than memory.
 * @throws DatasetError that names the file and the place in it
 */
export async function* readRows(path: string): AsyncGenerator<Row, void> {
  const handle = await openFile(path);
  try {
    for await (const rows of readText(fileBytes(handle, path), path)) for (const row of rows) yield row;
  } finally {
    await handle.close();
  }
}

/** The same of bytes, as many rows at a time as happen to be there. */
export async function* readText(bytes: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<readonly Row[], void> {
  const { head, blocks } = await peek(textBlocks(bytes, path));
  const file = { path, name: basename(path), head, blocks };
  const reader = readers.find((candidate) => candidate.recognize(file)) ?? jsonReader;
  let isEmpty = true;
  for await (const rows of reader.read(file)) {
    isEmpty &&= rows.length === 0;
    yield rows;
  }
  if (isEmpty) throw new DatasetError("the file holds no rows", { path });
}
