import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "./fixtures/temporary-folder.ts";
import { lockFolder } from "./folder-lock.ts";

test("one holds it at a time", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "locks", "thing");
  let inside = 0;
  let waited = 0;
  const work = async () => {
    await using _lock = await lockFolder(path, { onWait: () => waited++ });
    expect(++inside).toBe(1);
    await wait(20);
    inside--;
  };
  await Promise.all([work(), work(), work(), work()]);
  expect(waited).toBe(3);
});

test("a dead process's lock is taken over, a living one's is not", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "thing");
  await writeFile(path, "dead");
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(path, longAgo, longAgo);
  await using _lock = await lockFolder(path, { staleMs: 2000 });
  const failure = lockFolder(path, { staleMs: 2000, signal: AbortSignal.timeout(3000) });
  await expect(failure).rejects.toThrow("aborted");
});
