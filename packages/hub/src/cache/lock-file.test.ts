import { spawnSync } from "node:child_process";
import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { type LockOptions, lockFile } from "./lock-file.ts";

const quick = (onWait = () => {}): LockOptions => ({
  onWait,
  wait: async (_, signal) => {
    signal.throwIfAborted();
    await sleep(5);
  },
  signal: new AbortController().signal,
});

test("one holds it at a time, and nothing stays behind", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "locks", "blob");
  let [inside, waited] = [0, 0];
  const work = async () => {
    await using _lock = await lockFile(
      path,
      quick(() => waited++),
    );
    expect(++inside).toBe(1);
    await sleep(20);
    inside--;
  };
  await Promise.all([work(), work(), work()]);
  expect(waited).toBe(2);
  expect(await readdir(join(folder.path, "locks"))).toEqual([]);
});

test("a process of this machine that is dead holds it no more", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "blob");
  const { pid } = spawnSync(process.execPath, ["--version"]);
  await writeFile(path, JSON.stringify({ host: hostname(), pid, id: "x" }));
  await using _lock = await lockFile(path, quick());
  expect(await readdir(folder.path)).toEqual(["blob"]);
});

test("that of another machine counts as dead once it was not touched for a time", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "blob");
  await mkdir(folder.path, { recursive: true });
  await writeFile(path, JSON.stringify({ host: "elsewhere", pid: process.pid, id: "x" }));
  const signal = AbortSignal.timeout(100);
  await expect(lockFile(path, { ...quick(), signal, staleMs: 5000 })).rejects.toThrow(/timeout/);
  const longAgo = new Date(Date.now() - 10_000);
  await utimes(path, longAgo, longAgo);
  await using _lock = await lockFile(path, { ...quick(), staleMs: 5000 });
});
