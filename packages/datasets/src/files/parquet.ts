import type { FileHandle } from "node:fs/promises";
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetScan, parquetSchema } from "hyparquet";
import { DatasetError } from "../dataset-error.ts";
import type { Row } from "../row.ts";
import { checkedRow } from "./checked-row.ts";
import { MAX_ROW_GROUP_BYTES, ROW_GROUP_PART_BYTES } from "./limits.ts";
import { parquetCodecs } from "./parquet-codecs.ts";
import { asJson, textOfBytes } from "./parquet-values.ts";

/** Rows of one row group that are read at a time. */
interface Part {
  readonly group: number;
  readonly rowStart: number;
  readonly rowEnd: number;
}

/**
 * The rows of a Parquet file, a row group at a time; of a large one of plain columns, a part of it.
 * @throws DatasetError that names the row group and the column
 */
export async function* readParquet(handle: FileHandle, path: string): AsyncGenerator<readonly Row[], void> {
  const failed = (what: string, cause: unknown) => {
    const message = cause instanceof Error ? cause.message : String(cause);
    return new DatasetError(
      `${what}: ${message}; the file is damaged or uses what is not read here`,
      { path },
      { cause },
    );
  };
  const parsers = { stringFromBytes: textOfBytes };
  const file = await asyncBuffer(handle);
  const metadata = await parquetMetadataAsync(file, { parsers, geoparquet: false }).catch((cause: unknown) => {
    throw failed("the footer cannot be read", cause);
  });
  const options = { file, metadata, parsers, geoparquet: false, compressors: parquetCodecs };
  const scan = await parquetScan(options).catch((cause: unknown) => {
    throw failed("the footer cannot be read", cause);
  });
  const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  if (Number(metadata.num_rows) === 0) throw new DatasetError("the file holds no rows", { path });
  let index = 0;
  for (const { group, rowStart, rowEnd } of partsOf(metadata, path)) {
    const values: ArrayLike<unknown>[] = [];
    for (const column of columns) {
      const place = `row group ${group}, column ${JSON.stringify(column)}`;
      const data = await scan.readColumn({ column, rowStart, rowEnd }).catch((cause: unknown) => {
        throw failed(place, cause);
      });
      if (data.length !== rowEnd - rowStart)
        throw failed(place, new Error(`it has ${data.length} values for ${rowEnd - rowStart} rows`));
      values.push(data);
    }
    const rows: Row[] = [];
    for (let row = 0; row < rowEnd - rowStart; row++) {
      const value = Object.fromEntries(columns.map((column, at) => [column, asJson(values[at]![row])]));
      rows.push(checkedRow(value, index++, path));
    }
    yield rows;
  }
}

/** The row groups; of one with plain columns only, as many parts as keep each small: a nested column is only read whole. */
function partsOf(metadata: FileMetaData, path: string): Part[] {
  const isPlain = parquetSchema(metadata).children.every(({ children }) => children.length === 0);
  const parts: Part[] = [];
  let start = 0;
  metadata.row_groups.forEach((rowGroup, group) => {
    const count = Number(rowGroup.num_rows);
    const bytes = Number(rowGroup.total_byte_size);
    if (!Number.isSafeInteger(count) || count < 0 || !(bytes >= 0)) {
      throw new DatasetError(`the footer is damaged: row group ${group} has ${count} rows in ${bytes} bytes`, { path });
    }
    if (bytes > MAX_ROW_GROUP_BYTES) {
      const most = `the most is ${MAX_ROW_GROUP_BYTES}; write the file with a smaller row_group_size`;
      throw new DatasetError(`row group ${group} has ${bytes} bytes, ${most}`, { path });
    }
    const size = isPlain ? Math.max(1, Math.floor((count * ROW_GROUP_PART_BYTES) / Math.max(bytes, 1))) : count;
    for (let at = 0; at < count; at += size) {
      parts.push({ group, rowStart: start + at, rowEnd: start + Math.min(at + size, count) });
    }
    start += count;
  });
  return parts;
}

async function asyncBuffer(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      if (!(start >= 0 && start <= end && end <= size)) throw new RangeError("the footer points out of the file");
      const bytes = new Uint8Array(end - start);
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) throw new RangeError("the file became shorter while it was read");
        at += bytesRead;
      }
      return bytes.buffer;
    },
  };
}
