import { expect, test } from "vitest";
import { cacheFolder } from "./cache-folder.ts";

const linux = { platform: "linux", home: "/home/ada" } as const;

test.each([
  [{ NEFTUNE_HOME: "/data/neftune", XDG_CACHE_HOME: "/cache" }, linux, "/data/neftune"],
  [{ XDG_CACHE_HOME: "/cache" }, linux, "/cache/neftune"],
  [{ XDG_CACHE_HOME: "" }, linux, "/home/ada/.cache/neftune"],
  [{}, { platform: "darwin", home: "/Users/ada" } as const, "/Users/ada/Library/Caches/neftune"],
  [{ LOCALAPPDATA: "/local" }, { platform: "win32", home: "/ada" } as const, "/local/neftune"],
  [{}, { platform: "win32", home: "/ada" } as const, "/ada/AppData/Local/neftune"],
])("%j on %j", (env, host, folder) => {
  expect(cacheFolder(env, host)).toBe(folder);
});
