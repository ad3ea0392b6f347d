import { existsSync } from "node:fs";
import { copyFile, mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRows } from "./read-rows.ts";

const data = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));
const alpaca = join(data, "derived/parquet/alpaca_en_demo.parquet");
const valuesOf = async (path: string) => (await Array.fromAsync(readRows(path))).map((row) => row.value);

describe.skipIf(!existsSync(alpaca))("Parquet (../shared/data)", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "neftune-datasets-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

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
    await copyFile(alpaca, path);
    const bytes = spoil(await readFile(alpaca));
    await using handle = await open(path, "w");
    await handle.writeFile(bytes);
    await expect(valuesOf(path)).rejects.toThrow(message);
  });
});

function damage(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index >= at && index < at + 16 ? byte ^ 0xa5 : byte));
}
