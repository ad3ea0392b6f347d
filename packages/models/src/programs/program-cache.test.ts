import { expect, test } from "vitest";
import { ProgramCache } from "./program-cache.ts";

function recordingCache(limit: number) {
  const told: string[] = [];
  const cache = new ProgramCache<{ key: string; dispose(): Promise<void> }>(limit);
  const get = (key: string) =>
    cache.get(key, async () => {
      told.push(`compile ${key}`);
      return {
        key,
        dispose: async () => {
          told.push(`dispose ${key}`);
        },
      };
    });
  return { cache, get, told };
}

test("a program is compiled once, and the one that was not used for longest goes", async () => {
  const { cache, get, told } = recordingCache(2);
  for (const key of ["a", "b", "a", "c", "a", "b"]) expect((await get(key)).key).toBe(key);
  expect(told).toEqual(["compile a", "compile b", "compile c", "dispose b", "compile b", "dispose c"]);
  await cache.dispose();
  expect(told.slice(6).sort()).toEqual(["dispose a", "dispose b"]);
});
