import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { Compressors } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { MAX_PAGE_BYTES } from "./limits.ts";

type Codec = (input: Uint8Array, outputLength: number) => Uint8Array;

/** Every codec of Parquet that files use, none of which writes more than its page says; zlib's are the runtime's own. */
export const parquetCodecs: Compressors = {
  GZIP: bounded((input, length) => gunzipSync(input, { maxOutputLength: length })),
  BROTLI: bounded((input, length) => brotliDecompressSync(input, { maxOutputLength: length })),
  ZSTD: bounded((input, length) => zstdDecompressSync(input, { maxOutputLength: length })),
  SNAPPY: bounded(compressors.SNAPPY!),
  LZ4: bounded(compressors.LZ4!),
  LZ4_RAW: bounded(compressors.LZ4_RAW!),
};

function bounded(codec: Codec): Codec {
  return (input, outputLength) => {
    if (outputLength > MAX_PAGE_BYTES)
      throw new RangeError(`a page has ${outputLength} bytes, the most is ${MAX_PAGE_BYTES}`);
    return outputLength === 0 ? new Uint8Array(0) : codec(input, outputLength);
  };
}
