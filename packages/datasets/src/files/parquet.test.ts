import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRows } from "./read-rows.ts";

const data = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));
const alpaca = join(data, "derived/parquet/alpaca_en_demo.parquet");
const valuesOf = async (path: string) => (await Array.fromAsync(readRows(path))).map((row) => row.value);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "neftune-datasets-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("integers, dates, nothing, and bytes that are no text", async () => {
  const path = join(folder, "kinds.parquet");
  const columnData = [
    { name: "id", type: "INT64" as const, data: [7n, 9007199254740993n] },
    { name: "at", type: "TIMESTAMP" as const, data: [new Date(0), undefined] },
    { name: "score", type: "DOUBLE" as const, data: [0.5, undefined] },
    { name: "image", type: "BYTE_ARRAY" as const, data: [Uint8Array.of(0xff, 0xd8), undefined] },
    { name: "__proto__", type: "BOOLEAN" as const, data: [true, false] },
  ];
  await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData })));
  const [first, second] = (await valuesOf(path)) as [object, object];
  expect(Object.entries(first)).toEqual([
    ["id", 7],
    ["at", "1970-01-01T00:00:00.000Z"],
    ["score", 0.5],
    ["image", Uint8Array.of(0xff, 0xd8)],
    ["__proto__", true],
  ]);
  expect(Object.values(second)).toEqual(["9007199254740993", null, null, null, false]);
});

test("no rows", async () => {
  const path = join(folder, "none.parquet");
  const columnData = [{ name: "text", type: "STRING" as const, data: [] }];
  await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData })));
  await expect(valuesOf(path)).rejects.toThrow("none.parquet: the file holds no rows");
});

describe.skipIf(!existsSync(alpaca))("Parquet (../shared/data)", () => {
  test("the rows equal those of the same file in JSON", async () => {
    const json = JSON.parse(await readFile(join(data, "instruct/alpaca/alpaca_en_demo.json"), "utf8"));
    expect(await valuesOf(alpaca)).toEqual(json);
  });

  test("lists of messages are arrays of objects", async () => {
    const [first] = await valuesOf(join(data, "instruct/parquet/wordle_prompt_completion_messages.parquet"));
    expect(first).toMatchObject({
      prompt: [{ role: "system" }, { role: "user", content: expect.stringMatching(/^You are Player 0 in Wordle/) }],
      completion: expect.arrayContaining([{ role: "assistant", content: expect.any(String) }]),
    });
  });

  test.each([
    ["a footer that is cut off", (bytes: Uint8Array) => bytes.subarray(0, -100), /: the footer cannot be read: .*PAR1/],
    ["a page that is damaged", (bytes: Uint8Array) => damage(bytes, 2000), /: row group 0, column "instruction": /],
    ["a footer that is damaged", (bytes: Uint8Array) => damage(bytes, bytes.length - 300), /alpaca\.parquet: /],
  ])("%s", async (_, spoil, message) => {
    const path = join(folder, "alpaca.parquet");
    await writeFile(path, spoil(await readFile(alpaca)));
    await expect(valuesOf(path)).rejects.toThrow(message);
  });
});

function damage(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index >= at && index < at + 16 ? byte ^ 0xa5 : byte));
}
