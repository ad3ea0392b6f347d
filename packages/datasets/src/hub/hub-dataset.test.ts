import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHubServer } from "@neftune/hub/fixtures";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDataset } from "../open-dataset.ts";
import { hubDatasetFiles } from "./hub-dataset.ts";

const line = (instruction: string) => `${JSON.stringify({ instruction, output: "b" })}\n`;
const rows = {
  "data/train.jsonl": line("a"),
  "data/test.jsonl": line("c"),
  "README.md": "# Rows",
  "notes.pdf": "%PDF",
};
const converted = { "default/train/0000.parquet": "PAR1", "default/train_sft/0000.parquet": "PAR1" };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "neftune-datasets-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function startHub() {
  const hub = await startHubServer({
    "datasets/org/rows": { files: rows, revisions: ["v1"] },
    "datasets/org/script": { files: { "script.py": "" } },
    "datasets/org/converted": { files: { "script.py": "" }, branches: { "refs/convert/parquet": converted } },
  });
  const env = { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: folder, HF_TOKEN_PATH: "/nowhere" };
  return { hub, env, [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose]() };
}

test("the splits that are wanted come into the cache, where Python looks for them, and nothing else does", async () => {
  await using place = await startHub();
  const [[train], [held]] = (await hubDatasetFiles("org/rows", { env: place.env, splits: ["train", "test"] })) as [
    [string],
    [string],
  ];
  expect(train).toMatch(/datasets--org--rows[\\/]snapshots[\\/][0-9a-f]{40}[\\/]data[\\/]train\.jsonl$/);
  expect(place.hub.seen.some(({ path }) => path.includes("notes.pdf"))).toBe(false);
  const source = await openDataset(train);
  expect(source.format.name).toBe("alpaca");
  expect((await Array.fromAsync((await openDataset(held)).rows()))[0]?.value).toMatchObject({ instruction: "c" });
});

test("what came once is there without the hub", async () => {
  await using place = await startHub();
  const before = await hubDatasetFiles("org/rows", { env: place.env });
  expect(await hubDatasetFiles("org/rows", { env: { ...place.env, HF_HUB_OFFLINE: "1" } })).toEqual(before);
});

test("a split or a configuration that is not there, with those that are", async () => {
  await using place = await startHub();
  const ask = (options: object) => hubDatasetFiles("org/rows", { env: place.env, ...options });
  await expect(ask({ splits: ["validation"] })).rejects.toThrow(
    'org/rows has no split "validation"; it has test, train',
  );
  await expect(ask({ splits: ["train[:10%]"] })).rejects.toThrow("no part of a split is taken");
  await expect(ask({ config: "en" })).rejects.toThrow('org/rows: it has no configuration "en"');
  await expect(hubDatasetFiles("org/none", { env: place.env })).rejects.toThrow(/org\/none/);
});

test("a repository with a script only: what the hub made of it, or why there is nothing", async () => {
  await using place = await startHub();
  const [[file]] = (await hubDatasetFiles("org/converted", { env: place.env, splits: ["train_sft"] })) as [[string]];
  expect(file).toMatch(/[\\/]default[\\/]train_sft[\\/]0000\.parquet$/);
  await expect(hubDatasetFiles("org/script", { env: place.env })).rejects.toThrow(
    "org/script has no .json, .jsonl, .csv, .tsv or .parquet, and the hub has not converted it to Parquet",
  );
});
