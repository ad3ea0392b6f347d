import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDataset } from "./open-dataset.ts";
import { prepareDataset } from "./prepare-dataset.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "neftune-datasets-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test("auto recognises the format and says why", async () => {
  const source = await openDataset(await file("tokens.jsonl", '{"input_ids": [1, 2]}\n{"input_ids": [3, 4]}'));
  expect(source.format.name).toBe("tokens");
  expect(source.reason).toBe('recognised as tokens because its rows have "input_ids"');
  expect(await Array.fromAsync(source.rows())).toHaveLength(2);
});

test("a named format is taken at its word; the file is read when the rows are", async () => {
  const source = await openDataset(join(folder, "later.json"), "alpaca");
  expect(source.reason).toBeUndefined();
  await expect(Array.fromAsync(source.rows())).rejects.toThrow("later.json: there is no such file");
  await file("later.json", '[{"instruction": "a", "output": "b"}]');
  expect(await Array.fromAsync(source.rows())).toHaveLength(1);
});

test("texts may be under any key, which has to be in the rows", async () => {
  const path = await file("texts.jsonl", '{"content": "a", "instruction": "b", "output": "c"}\n');
  for (const format of ["auto", "text"]) {
    const source = await openDataset(path, format, { textField: "content" });
    expect(source.format.parse({ content: "a" })).toEqual({ type: "text", text: "a" });
  }
  await expect(openDataset(path, "auto", { textField: "body" })).rejects.toThrow(
    'no row has a text under "body", as dataset_text_field says; the rows have the keys "content", "instruction", "output"',
  );
  await expect(openDataset(path, "alpaca", { textField: "content" })).rejects.toThrow("leave one of them out");
});

test("what is wrong is said with the file", async () => {
  const unknown = await file("unknown.json", '[{"prompt": "a"}]');
  await expect(openDataset(unknown)).rejects.toThrow(
    `${unknown}: the format is not recognised: the rows have the key "prompt"`,
  );
  const broken = await file("broken.jsonl", '{"prompt": \n{"prompt" 3}');
  await expect(openDataset(broken)).rejects.toThrow(`${broken}, line 1, column 12`);
  await expect(openDataset(unknown, "alpca")).rejects.toThrow("known: alpaca, auto, ");
});

test("the first bad row is named with its file, line and number; skipped, all are listed", async () => {
  const path = await file("rows.jsonl", '{"input_ids": [1, 2]}\n\n{"input_ids": [1, }\n{"labels": [1]}\n');
  const source = await openDataset(path, "tokens");
  await expect(prepareDataset(source, { maxLength: 8 })).rejects.toThrow(
    `${path}, line 3, column 19, row 1 (from 0): invalid JSON: a value should be where "}" is`,
  );
  const { dropped } = await prepareDataset(source, { maxLength: 8, onBadRow: "skip" });
  expect(dropped).toEqual([
    { row: 1, reason: 'line 3, column 19: invalid JSON: a value should be where "}" is' },
    { row: 2, reason: 'line 4: "input_ids" is missing; the row has the key "labels"' },
  ]);
});
