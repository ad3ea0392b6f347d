import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { workplace } from "./fixtures/download.ts";
import { commitOf, hashOf } from "./fixtures/hub-server.ts";
import { modelFiles } from "./selection/model-files.ts";
import { snapshot } from "./snapshot.ts";

/** A Python that has huggingface_hub: PEER_PYTHON, else the one that the benchmarks use. */
const python = process.env.PEER_PYTHON ?? join(homedir(), ".cache/neftune-peer/venv/bin/python");

const run = async (code: string, env: object) => {
  const { stdout } = await promisify(execFile)(python, ["-c", code], { env: { ...process.env, ...env } });
  return stdout.trim();
};

const weights = Buffer.alloc(70_000, 7);
const repo = {
  files: { "config.json": "{}", "model.safetensors": weights, "tokenizer.json": '{"model":{}}' },
  revisions: ["v1"],
};

describe.skipIf(!existsSync(python))("beside Python's huggingface_hub", () => {
  test("Python finds what was downloaded here, also the single file of a tag", async () => {
    await using place = await workplace({ "org/tiny": repo });
    const env = { ...place.options.env, HF_HUB_OFFLINE: "1" };
    const folder = await snapshot("org/tiny", { ...place.options, revision: "v1", files: modelFiles });
    const code = `from huggingface_hub import snapshot_download, hf_hub_download, scan_cache_dir
print(snapshot_download("org/tiny", revision="v1", local_files_only=True))
print(hf_hub_download("org/tiny", "model.safetensors", revision="v1"))
info = scan_cache_dir()
print(info.size_on_disk, [sorted(r.refs) for r in next(iter(info.repos)).revisions], info.warnings)`;
    expect((await run(code, env)).split("\n")).toEqual([
      folder,
      join(folder, "model.safetensors"),
      `${70_000 + 2 + 12} [['v1']] []`,
    ]);
  });

  test("what Python downloaded is found here, and what it lacks is known", async () => {
    await using place = await workplace({ "org/tiny": repo });
    const env = { ...place.options.env, HF_HUB_DISABLE_XET: "1" };
    const folder = await run(
      `from huggingface_hub import snapshot_download
print(snapshot_download("org/tiny", allow_patterns=["*.json"]))`,
      env,
    );
    const offline = { ...place.options, offline: true };
    expect(await snapshot("org/tiny", { ...offline, files: ["*.json"] })).toBe(folder);
    expect(folder.endsWith(commitOf(repo))).toBe(true);
    await expect(snapshot("org/tiny", { ...offline, files: modelFiles })).rejects.toThrow(
      /model\.safetensors of org\/tiny is not in the cache/,
    );
    const before = place.hub.seen.length;
    await snapshot("org/tiny", { ...place.options, files: modelFiles });
    const asked = place.hub.seen.slice(before).filter(({ path }) => path.includes("/resolve/"));
    expect(new Set(asked.map(({ path }) => path.split("/").at(-1)))).toEqual(new Set(["model.safetensors"]));
    // The blob's name is the one that Python would give it.
    const blob = await run(
      `from huggingface_hub import hf_hub_download
import os
print(os.path.basename(os.path.realpath(hf_hub_download("org/tiny", "model.safetensors"))))`,
      env,
    );
    expect(blob).toBe(hashOf(weights, true));
  });
});
