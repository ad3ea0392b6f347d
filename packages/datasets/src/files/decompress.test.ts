import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { readText } from "./read-rows.ts";

const compressions = [
  ["gzip", "rows.jsonl.gz", gzipSync],
  ["zstd", "rows.jsonl.zst", zstdCompressSync],
] as const;

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `${JSON.stringify({ text: `row ${from + index}` })}\n`).join("");

async function valuesOf(bytes: Uint8Array, path: string, chunk = 1000): Promise<unknown[]> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  return (await Array.fromAsync(readText(chunks(), path))).flat().map((row) => row.value);
}

const rowsUpTo = (count: number) => Array.from({ length: count }, (_, index) => ({ text: `row ${index}` }));

for (const [compression, path, pack] of compressions) {
  test(`${compression}: by its first bytes, whatever it is called; in one part or in several`, async () => {
    expect(await valuesOf(pack(lines(0, 5000)), path)).toEqual(rowsUpTo(5000));
    expect(await valuesOf(pack(lines(0, 3)), "rows")).toEqual(rowsUpTo(3));
    expect(await valuesOf(pack('text\n"a\nb"\n'), path.replace("jsonl", "csv"))).toEqual([{ text: "a\nb" }]);
    for (const chunk of [1, 7, 1_000_000]) {
      const parts = Buffer.concat([pack(lines(0, 20)), pack(""), pack(lines(20, 30))]);
      expect(await valuesOf(parts, path, chunk)).toEqual(rowsUpTo(30));
    }
  });

  test(`${compression}: cut off at any place, the archive is named and not taken for all there is`, async () => {
    const bytes = pack(lines(0, 50));
    for (let length = 20; length < bytes.length; length += 3) {
      await expect(valuesOf(bytes.subarray(0, length), path), String(length)).rejects.toThrow(
        `${path}: the ${compression} archive is cut off`,
      );
    }
  });

  test(`${compression}: damaged, or with something else behind it`, async () => {
    const bytes = pack(lines(0, 50));
    const message = `${path}: the ${compression} archive is damaged`;
    await expect(valuesOf(Buffer.concat([bytes, Buffer.from("and this")]), path)).rejects.toThrow(message);
  });

  test(`${compression}: a bomb goes off nowhere`, async () => {
    const bomb = pack(Buffer.alloc(300_000_000, 0x20));
    await expect(valuesOf(bomb, path)).rejects.toThrow(
      /kB of the archive unpack to \d+ MB, more than 250 times as much, the most; if it is what it should be, unpack it yourself/,
    );
  });

  test(`${compression}: what it holds has to be text`, async () => {
    await expect(valuesOf(pack("PAR1 and so on"), path)).rejects.toThrow("holds a file of kind parquet");
    await expect(valuesOf(pack(pack("[]")), path)).rejects.toThrow(`holds a file of kind ${compression}`);
    await expect(valuesOf(pack(`${"x\0".repeat(128)}\0ustar`), path)).rejects.toThrow("the file is a tar archive");
    await expect(valuesOf(pack(""), path)).rejects.toThrow("the file is empty");
  });
}

test("zstd: frames that hold no data are passed over", async () => {
  const skipped = Buffer.concat([Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0), Buffer.from("abc")]);
  const bytes = Buffer.concat([skipped, zstdCompressSync(lines(0, 2)), skipped]);
  for (const chunk of [1, 5, 100]) expect(await valuesOf(bytes, "a.zst", chunk)).toEqual(rowsUpTo(2));
});
