import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { identityOf, isAlive } from "./process-identity.ts";

test("this process is alive, and one that never was is not", async () => {
  const own = await identityOf(process.pid);
  expect(own.pid).toBe(process.pid);
  expect(await isAlive(own)).toBe(true);
  expect(await isAlive({ pid: 2 ** 30, started: own.started })).toBe(false);
});

test("where the system does not tell when a process began, its number has to do", async () => {
  expect(await isAlive({ pid: process.pid, started: null })).toBe(true);
});

test.skipIf(process.platform !== "linux")(
  "a process that has got the number of an earlier one is another",
  async () => {
    expect(await isAlive({ pid: process.pid, started: "long ago" })).toBe(false);
  },
);

test.skipIf(process.platform !== "linux")(
  "a process that has ended is dead, though nobody has taken note",
  async () => {
    // The first `sleep` ends under a parent that has become another, which never asks for its children.
    const parent = spawn("sh", ["-c", "sleep 0.2 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const [printed] = (await once(parent.stdout, "data")) as [Buffer];
      const pid = Number(printed.toString());
      await expect.poll(async () => isAlive({ pid, started: null }), { timeout: 10_000 }).toBe(false);
      expect(process.kill(pid, 0)).toBe(true);
    } finally {
      parent.kill();
    }
  },
);
