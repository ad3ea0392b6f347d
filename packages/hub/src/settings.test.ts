import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./fixtures/temporary-folder.ts";
import { hubSettings, readToken } from "./settings.ts";

const cacheOf = (env: Record<string, string>) => hubSettings(env, "/home/ada").cacheDir;

test.each<[Record<string, string>, string]>([
  [{}, "/home/ada/.cache/huggingface/hub"],
  [{ XDG_CACHE_HOME: "/xdg" }, "/xdg/huggingface/hub"],
  [{ XDG_CACHE_HOME: "/xdg", HF_HOME: "/hf" }, "/hf/hub"],
  [{ HF_HOME: "/hf", HUGGINGFACE_HUB_CACHE: "/old" }, "/old"],
  [{ HUGGINGFACE_HUB_CACHE: "/old", HF_HUB_CACHE: "/new" }, "/new"],
  [{ HF_HOME: "~/hf" }, "/home/ada/hf/hub"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's spelling, which HF_HOME may have
  [{ HF_HOME: "${BIG}/hf/$WHO", BIG: "/big" }, "/big/hf/$WHO/hub"],
])("the cache for %j is %s", (env, folder) => {
  expect(cacheOf(env)).toBe(folder);
});

test.each<[Record<string, string>, boolean]>([
  [{}, false],
  [{ HF_HUB_OFFLINE: "1" }, true],
  [{ HF_HUB_OFFLINE: "true" }, true],
  [{ HF_HUB_OFFLINE: "0" }, false],
  [{ TRANSFORMERS_OFFLINE: "yes" }, true],
  [{ HF_HUB_OFFLINE: "0", TRANSFORMERS_OFFLINE: "1" }, false],
])("whether %j is offline: %s", (env, offline) => {
  expect(hubSettings(env).offline).toBe(offline);
});

test("the hub is huggingface.co, or another by its address", () => {
  expect(hubSettings({}).endpoint).toBe("https://huggingface.co");
  expect(hubSettings({ HF_ENDPOINT: "https://mirror.example/" }).endpoint).toBe("https://mirror.example");
});

test("the token is HF_TOKEN, else what is in the token file", async () => {
  await using folder = await temporaryFolder();
  const tokenOf = (env: Record<string, string>) => {
    const all = { HF_HOME: folder.path, ...env };
    return readToken(all, hubSettings(all));
  };
  expect(await tokenOf({})).toBeNull();
  await writeFile(join(folder.path, "token"), "hf_file\n");
  await writeFile(join(folder.path, "other"), "hf_other");
  expect(await tokenOf({})).toBe("hf_file");
  expect(await tokenOf({ HF_TOKEN_PATH: join(folder.path, "other") })).toBe("hf_other");
  expect(await tokenOf({ HF_TOKEN: " hf_named " })).toBe("hf_named");
  expect(await tokenOf({ HF_HUB_DISABLE_IMPLICIT_TOKEN: "1" })).toBeNull();
});
