import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readRows } from "./read-rows.ts";

/** What a file must not lose: quotes, line breaks of all kinds, other alphabets, NUL, what is empty. */
const rows = Array.from({ length: 300 }, (_, index) => ({
  instruction: `${index}: say "${"x".repeat(index * 17)}", then\nstop\r\n\u2028`,
  input: index % 3 === 0 ? "" : "Größe 你好 \u{1f600} \\",
  output: `\t${index}\0,;|`,
}));

const lines = rows.map((row) => JSON.stringify(row));
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
const csv = (delimiter: string) =>
  ["instruction,input,output", ...rows.map((row) => Object.values(row).map(cell).join(","))]
    .join("\r\n")
    .replace("instruction,input,output", ["instruction", "input", "output"].join(delimiter))
    .replaceAll('","', `"${delimiter}"`);

const compressors = { GZIP: gzipSync, BROTLI: brotliCompressSync, ZSTD: zstdCompressSync };
const parquet = (codec: "UNCOMPRESSED" | "SNAPPY" | keyof typeof compressors) => {
  const columnData = (["instruction", "input", "output"] as const).map((name) => {
    return { name, type: "STRING" as const, data: rows.map((row) => row[name]) };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, codec, compressors, rowGroupSize: 70, pageSize: 2000 }));
};

const layouts: Record<string, string | Uint8Array> = {
  "lines.jsonl": lines.join("\n"),
  "lines of Windows.jsonl": `\ufeff${lines.join("\r\n")}\r\n`,
  "array.json": JSON.stringify(rows),
  "array over lines.json": JSON.stringify(rows, null, 4),
  "array, a row a line.json": `[\n${lines.join(",\n")}\n]\n`,
  "objects over lines.json": rows.map((row) => JSON.stringify(row, null, 2)).join("\n"),
  "object around.json": JSON.stringify({ version: 1, data: rows, license: "MIT" }),
  "utf-16.json": Buffer.from(`\ufeff${JSON.stringify(rows)}`, "utf16le"),
  "utf-16.jsonl": Buffer.from(`\ufeff${lines.join("\n")}`, "utf16le"),
  "commas.csv": csv(","),
  "tabs.tsv": csv("\t"),
  "semicolons.csv": csv(";"),
  "lines.jsonl.gz": gzipSync(lines.join("\n")),
  "array.json.zst": zstdCompressSync(JSON.stringify(rows)),
  "commas.csv.zst": zstdCompressSync(csv(",")),
  "plain.parquet": parquet("UNCOMPRESSED"),
  "snappy.parquet": parquet("SNAPPY"),
  "gzip.parquet": parquet("GZIP"),
  "brotli.parquet": parquet("BROTLI"),
  "zstd, without its name": parquet("ZSTD"),
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "neftune-datasets-"));
});
afterAll(() => rm(folder, { recursive: true }));

test.each(Object.entries(layouts))("%s holds the same rows", async (name, content) => {
  const path = join(folder, name);
  await writeFile(path, content);
  const read = await Array.fromAsync(readRows(path));
  expect(read.map((row) => row.value)).toEqual(rows);
  expect(read.map((row) => row.index)).toEqual(rows.map((_, index) => index));
  // Nothing is left open or half read by somebody who wants the first row only.
  for await (const row of readRows(path)) {
    expect(row.value).toEqual(rows[0]);
    break;
  }
});

const data = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));
const twins = join(data, "instruct/alpaca/alpaca_en_demo.json");

test.skipIf(!existsSync(twins))(
  "a file of ../shared/data, its JSON Lines and its Parquet hold the same rows",
  async () => {
    const values = async (path: string) => (await Array.fromAsync(readRows(path))).map((row) => row.value);
    const expected = await values(twins);
    const path = join(folder, "twin.jsonl");
    await writeFile(path, expected.map((row) => JSON.stringify(row)).join("\n"));
    expect(await values(path)).toEqual(expected);
    expect(await values(join(data, "derived/parquet/alpaca_en_demo.parquet"))).toEqual(expected);
  },
);
