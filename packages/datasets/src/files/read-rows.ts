import { basename } from "node:path";
import { DatasetError } from "../dataset-error.ts";
import type { Row } from "../row.ts";
import { csvReader } from "./csv.ts";
import { decompress } from "./decompress.ts";
import { fileBytes, openFile } from "./file-bytes.ts";
import { fileKind } from "./file-kind.ts";
import type { TextReader } from "./file-reader.ts";
import { jsonReader } from "./json.ts";
import { jsonLinesReader } from "./json-lines.ts";
import { readParquet } from "./parquet.ts";
import { peek, peekBytes } from "./peek.ts";
import { textBlocks } from "./text-blocks.ts";

/** Every layout of text; the first that recognises a file reads it. JSON is last: what is nothing else gets its messages. */
const readers: readonly TextReader[] = [csvReader, jsonLinesReader, jsonReader];

/**
 * The rows of a file in any layout that this package reads, in file order; at least one. They are read as they are asked
 * for, so that a file may be larger than memory.
 * @throws DatasetError that names the file and the place in it
 */
export async function* readRows(path: string): AsyncGenerator<Row, void> {
  const handle = await openFile(path);
  try {
    const { start, bytes } = await peekBytes(fileBytes(handle, path));
    const batches = fileKind(start, path) === "parquet" ? readParquet(handle, path) : readText(bytes, path);
    for await (const rows of batches) for (const row of rows) yield row;
  } finally {
    await handle.close();
  }
}

/** The rows of text, compressed or not, as many at a time as happen to be there. */
export async function* readText(bytes: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<readonly Row[], void> {
  const { head, blocks } = await peek(textBlocks(await unpacked(bytes, path), path));
  const file = { path, name: basename(path).replace(/\.(gz|zst|zstd)$/i, ""), head, blocks };
  const reader = readers.find((candidate) => candidate.recognize(file)) ?? jsonReader;
  let isEmpty = true;
  for await (const rows of reader.read(file)) {
    isEmpty &&= rows.length === 0;
    yield rows;
  }
  if (isEmpty) throw new DatasetError("the file holds no rows", { path });
}

async function unpacked(packed: AsyncIterable<Uint8Array>, path: string): Promise<AsyncIterable<Uint8Array>> {
  const outer = await peekBytes(packed);
  const compression = fileKind(outer.start, path);
  if (compression === "text") return outer.bytes;
  if (compression === "parquet") throw new DatasetError("Parquet is read from a file", { path });
  const inner = await peekBytes(decompress(outer.bytes, compression, path));
  const kind = inner.start.length === 0 ? "text" : fileKind(inner.start, path);
  if (kind === "text") return inner.bytes;
  throw new DatasetError(`the ${compression} archive holds a file of kind ${kind}, which has to be unpacked first`, {
    path,
  });
}
