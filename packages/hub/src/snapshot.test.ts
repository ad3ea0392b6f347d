import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NotCachedError } from "./errors/not-cached-error.ts";
import { workplace } from "./fixtures/download.ts";
import { commitOf, hashOf, type ServedRepo } from "./fixtures/hub-server.ts";
import { snapshot } from "./snapshot.ts";

const weights = Buffer.from(Float32Array.from({ length: 5000 }, Math.sin).buffer);
const tiny: ServedRepo = {
  files: {
    "config.json": '{"model_type":"llama"}',
    "README.md": "a model",
    "model.safetensors": weights,
    "onnx/model.onnx": "graph",
  },
};

test("files come into the layout that Python's huggingface_hub has, and are not asked for again", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  const folder = await snapshot("org/tiny", { ...place.options, files: ["*.json", "*.safetensors"] });
  const commit = commitOf(tiny);
  expect(folder).toBe(join(place.cacheDir, "models--org--tiny", "snapshots", commit));
  expect((await readdir(folder)).sort()).toEqual(["config.json", "model.safetensors"]);
  expect(await readFile(join(folder, "model.safetensors"))).toEqual(weights);
  expect(await readlink(join(folder, "model.safetensors"))).toBe(join("..", "..", "blobs", hashOf(weights, true)));
  expect(await readFile(join(folder, "../../refs/main"), "utf8")).toBe(commit);
  expect((await readdir(join(folder, "../../blobs"))).length).toBe(2);

  const before = place.hub.seen.length;
  await snapshot("org/tiny", { ...place.options, files: ["*.json", "*.safetensors"] });
  expect(place.hub.seen.slice(before).filter(({ path }) => path.includes("/resolve/"))).toEqual([]);
});

test("every file comes where nothing is chosen, those of folders too", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  const folder = await snapshot("org/tiny", place.options);
  expect(await readFile(join(folder, "onnx/model.onnx"), "utf8")).toBe("graph");
});

test("files that a new commit left alone are linked and not downloaded", async () => {
  const repo: ServedRepo = { files: { ...tiny.files } };
  await using place = await workplace({ "org/tiny": repo });
  const old = await snapshot("org/tiny", place.options);
  repo.files["README.md"] = "a better model";
  const before = place.hub.seen.length;
  const fresh = await snapshot("org/tiny", place.options);
  expect(fresh).not.toBe(old);
  expect(await readFile(join(fresh, "README.md"), "utf8")).toBe("a better model");
  expect(await readFile(join(old, "README.md"), "utf8")).toBe("a model");
  const asked = place.hub.seen.slice(before).filter(({ path }) => path.includes("/resolve/"));
  expect(asked.map(({ path }) => path.split("/").at(-1))).toEqual(["README.md"]);
});

test("a branch, a tag and a commit are revisions, and those with slashes are too", async () => {
  await using place = await workplace({ "org/tiny": { ...tiny, revisions: ["v1", "refs/pr/3"] } });
  for (const revision of ["v1", "refs/pr/3", commitOf(tiny)]) {
    const folder = await snapshot("org/tiny", { ...place.options, revision, files: ["config.json"] });
    expect(folder.endsWith(commitOf(tiny))).toBe(true);
  }
  const refs = join(place.cacheDir, "models--org--tiny", "refs");
  expect(await readFile(join(refs, "refs/pr/3"), "utf8")).toBe(commitOf(tiny));
  expect(await readdir(refs)).toEqual(["refs", "v1"]);
});

test("data sets have addresses and folders of their own", async () => {
  await using place = await workplace({ "datasets/org/rows": { files: { "data/train.json": "[]" } } });
  const folder = await snapshot("org/rows", { ...place.options, repoType: "dataset" });
  expect(folder).toContain("datasets--org--rows");
  expect(await readFile(join(folder, "data/train.json"), "utf8")).toBe("[]");
});

test("where links are forbidden, a snapshot has files", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  const env = { ...place.options.env, HF_HUB_DISABLE_SYMLINKS: "1" };
  const folder = await snapshot("org/tiny", { ...place.options, env });
  expect((await lstat(join(folder, "config.json"))).isFile()).toBe(true);
  expect(await readFile(join(folder, "model.safetensors"))).toEqual(weights);
});

test("progress tells each file's bytes and those of all", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  place.hub.fault = (path) => (path.endsWith("safetensors") ? { slowly: 6000 } : undefined);
  await snapshot("org/tiny", { ...place.options, files: ["config.json", "model.safetensors"] });
  const downloads = place.told.filter((progress) => progress.phase === "download");
  const config = tiny.files["config.json"]!.length;
  expect(new Set(downloads.map(({ allTotal }) => allTotal))).toEqual(new Set([config + weights.length]));
  expect(downloads.at(-1)!.allBytes).toBe(config + weights.length);
  const ofWeights = downloads.filter(({ file }) => file === "model.safetensors").map(({ bytes }) => bytes);
  expect(ofWeights.length).toBeGreaterThan(2);
  expect(ofWeights).toEqual([...ofWeights].sort((a, b) => a - b));
});

test("a mirror may call itself by the name of the hub that it mirrors", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  place.hub.publicAddress = "https://hub.example";
  const folder = await snapshot("org/tiny", place.options);
  expect((await readdir(folder)).length).toBe(Object.keys(tiny.files).length);
});

test("not more files come at a time than is wished", async () => {
  const files = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`${index}.txt`, `file ${index}`]));
  await using place = await workplace({ "org/many": { files } });
  let [open, most] = [0, 0];
  const counting: typeof fetch = async (...request) => {
    most = Math.max(most, ++open);
    return await fetch(...request).finally(() => open--);
  };
  place.hub.fault = () => ({ slowly: 3 });
  await snapshot("org/many", { ...place.options, fetch: counting, maxWorkers: 3 });
  expect(most).toBe(3);
});

test("two at once do not fight: what both want is downloaded once", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  place.hub.fault = (path) => (path.endsWith("safetensors") ? { slowly: 2000 } : undefined);
  const both = await Promise.all([snapshot("org/tiny", place.options), snapshot("org/tiny", place.options)]);
  expect(both[0]).toBe(both[1]);
  expect(place.hub.seen.filter(({ path }) => path.startsWith("/cdn/")).length).toBe(1);
  expect(place.told).toContainEqual({ phase: "wait", file: "model.safetensors" });
  expect(await readFile(join(both[0], "model.safetensors"))).toEqual(weights);
});

test("offline, the cache serves what it has, and what it lacks is named", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  const folder = await snapshot("org/tiny", { ...place.options, files: ["config.json"] });
  const before = place.hub.seen.length;
  const offline = { ...place.options, env: { ...place.options.env, HF_HUB_OFFLINE: "1" } };
  expect(await snapshot("org/tiny", { ...offline, files: ["config.json"] })).toBe(folder);
  const refusal = (id: string, options = {}) => expect(snapshot(id, { ...offline, ...options })).rejects;
  await refusal("org/other").toThrow(/^org\/other is not in the cache .*HF_HUB_OFFLINE/);
  await refusal("org/other").toThrow(NotCachedError);
  await refusal("org/tiny", { revision: "v2" }).toThrow(/^org\/tiny at v2 is not in the cache/);
  await refusal("org/tiny", { files: ["model.safetensors"] }).toThrow(/no file that matches model\.safetensors/);
  expect(place.hub.seen.length).toBe(before);
});

test("a hub that does not answer is no hindrance where the cache has all of it", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  const folder = await snapshot("org/tiny", place.options);
  place.hub.fault = () => ({ status: 503 });
  expect(await snapshot("org/tiny", place.options)).toBe(folder);
  expect(place.told.at(-1)).toMatchObject({ phase: "cache", reason: expect.stringContaining("503") });
  expect(place.waits).toEqual([]);
  const dead = { ...place.options, env: { ...place.options.env, HF_ENDPOINT: "http://127.0.0.1:1" } };
  expect(await snapshot("org/tiny", dead)).toBe(folder);
});
