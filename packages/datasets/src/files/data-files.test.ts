import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDataset } from "../open-dataset.ts";
import { prepareDataset } from "../prepare-dataset.ts";
import { findDataFiles } from "./data-files.ts";
import { readFiles } from "./read-files.ts";

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "neftune-datasets-"));
  const files = {
    "data/b.jsonl": '{"input_ids": [1, 2]}\n{"input_ids": 3}\n',
    "data/a.json": '[{"input_ids": [0, 1]}]',
    "data/more/c.csv": "input_ids\n7\n",
    "data/README.md": "# Rows",
    "data/dataset_info.json": "{}",
    "data/.hidden.json": "[]",
    "notes/LICENSE": "MIT",
    "saved/data-00000-of-00001.arrow": "ARROW1",
    "a[1].json": "[]",
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), content);
  }
});
afterAll(() => rm(folder, { recursive: true }));

test("a folder stands for the files of rows in it, sorted; what is something else is passed over by its name", async () => {
  expect(await findDataFiles(at("data"))).toEqual(["data/a.json", "data/b.jsonl", "data/more/c.csv"].map(at));
});

test("a pattern, a list in its order, and a name that only looks like a pattern", async () => {
  expect(await findDataFiles(at("data/*.json*"))).toEqual(
    ["data/a.json", "data/b.jsonl", "data/dataset_info.json"].map(at),
  );
  expect(await findDataFiles(at("data/**/*.{csv,jsonl}"))).toEqual(["data/b.jsonl", "data/more/c.csv"].map(at));
  expect(await findDataFiles([at("data/b.jsonl"), at("data/a.json")])).toEqual([at("data/b.jsonl"), at("data/a.json")]);
  expect(await findDataFiles(at("a[1].json"))).toEqual([at("a[1].json")]);
});

test.each([
  ["data/a.jsonl", /a\.jsonl: there is no such file; the nearest name there is a\.json$/],
  ["dato/a.json", /a\.json: there is no such file; there is no folder .*dato$/],
  ["data/a.json/b", /b: there is no such file; .*a\.json is a file$/],
  ["data/*.parquet", /\*\.parquet: no file matches the pattern/],
  ["data/mor*", /mor\*: no file matches the pattern, only folders; end it in \/\* for the files in them/],
  ["notes", /notes: the folder holds no file of rows, only LICENSE; wanted \.json, /],
  ["saved", /saved: the folder holds a data set in Arrow files, as save_to_disk leaves it; write it with to_parquet/],
])("%s", async (name, message) => {
  await expect(findDataFiles(at(name))).rejects.toThrow(message);
});

test("a file twice is a mistake", async () => {
  await expect(findDataFiles([at("data"), at("data/a.json")])).rejects.toThrow(/a\.json: the file is named twice/);
});

test("rows are numbered through all files, and each names its own", async () => {
  const rows = await Array.fromAsync(readFiles([at("data/a.json"), at("data/b.jsonl")]));
  expect(rows.map(({ index, path, line }) => [index, path, line])).toEqual([
    [0, at("data/a.json"), undefined],
    [1, at("data/b.jsonl"), 1],
    [2, at("data/b.jsonl"), 2],
  ]);
  const source = await openDataset([at("data/a.json"), at("data/b.jsonl")]);
  expect(source.path).toBe(`${at("data/a.json")} and 1 other`);
  await expect(prepareDataset(source, { maxLength: 8 })).rejects.toThrow(
    `${at("data/b.jsonl")}, line 2, row 2 (from 0): `,
  );
  const { dropped } = await prepareDataset(source, { maxLength: 8, onBadRow: "skip" });
  expect(dropped).toEqual([{ row: 2, reason: expect.stringContaining(`${at("data/b.jsonl")}, line 2: `) }]);
});
