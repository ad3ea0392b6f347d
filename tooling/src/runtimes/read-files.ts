import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { openDataset } from "@neftune/datasets";

// The same program on every runtime: writes the same rows in each layout to the folder of the first argument, reads them, and prints
// what came of each as a line of JSON.
const folder = process.argv[2]!;
await mkdir(folder, { recursive: true });

const rows = Array.from({ length: 2000 }, (_, index) => ({
  instruction: `${index}: "Größe", 你好 \u{1f600}\r\n`,
  input: "",
  output: "\0\\".repeat(index % 50),
}));
const lines = rows.map((row) => `${JSON.stringify(row)}\n`);
const half = (from: number) => lines.slice(from, from + 1000).join("");
const cells = rows.map((row) => Object.values(row).map((text) => `"${text.replaceAll('"', '""')}"`));
const packed = zstdCompressSync(lines.join(""));
const layouts: Record<string, string | Uint8Array> = {
  "lines.jsonl": lines.join(""),
  "array.json": JSON.stringify(rows, null, 2),
  "utf-16.json": Buffer.from(`\ufeff${JSON.stringify(rows)}`, "utf16le"),
  "commas.csv": ["instruction,input,output", ...cells.map((row) => row.join(","))].join("\n"),
  "members.jsonl.gz": Buffer.concat([gzipSync(half(0)), gzipSync(half(1000))]),
  "frames.jsonl.zst": Buffer.concat([zstdCompressSync(half(0)), zstdCompressSync(half(1000))]),
  "cut off.jsonl.zst": packed.subarray(0, packed.length - 1),
  "cut off.jsonl.gz": gzipSync(lines.join("")).subarray(0, 1000),
  "mistake.json": `[${lines.slice(0, 9).join(",")} x`,
};

for (const [name, content] of Object.entries(layouts)) {
  const path = join(folder, name);
  await writeFile(path, content);
  const found = await describe(path).catch((error: Error) => ({ error: error.message.slice(folder.length) }));
  console.log(JSON.stringify({ event: "read", layout: name, ...found }));
}

async function describe(path: string): Promise<object> {
  const values: unknown[] = [];
  for await (const row of (await openDataset(path, "alpaca")).rows()) values.push(row.value);
  return { rows: values.length, isSame: JSON.stringify(values) === JSON.stringify(rows) };
}
