import { expect, test } from "vitest";
import { BenchError } from "../bench-error.ts";
import { Contestant } from "./contestant.ts";
import { failuresOf, runsOf, takeTurns } from "./take-turns.ts";

test("ours and the peers run by turns", async () => {
  const ran: string[] = [];
  const contestants = ["ours", "PyTorch"].map((name) => new Contestant(name, async () => ran.push(name)));
  await takeTurns(2, contestants);
  expect(ran).toEqual(["ours", "PyTorch", "ours", "PyTorch"]);
  expect(runsOf(contestants)).toEqual({ ours: [1, 3], PyTorch: [2, 4] });
  expect(contestants[0]!.best((count) => count, "highest")).toBe(3);
  expect(contestants[0]!.best((count) => count, "lowest")).toBe(1);
});

test("one that fails or is absent has no more turns, and the others go on", async () => {
  let turns = 0;
  const failing = new Contestant("torch.compile", async () => {
    turns++;
    throw new BenchError("python ended with status 1:\nTraceback\nRuntimeError: no C++ compiler\n");
  });
  const absent = Contestant.absent<number>("TRL", "no Python");
  const ours = new Contestant("ours", async () => 1);
  const contestants = [failing, absent, ours];
  await takeTurns(2, contestants);
  expect(turns).toBe(1);
  expect(ours.results).toEqual([1, 1]);
  expect(absent.best((value) => value, "highest")).toBeNull();
  expect(failuresOf(contestants)).toEqual(["torch.compile: RuntimeError: no C++ compiler", "TRL: no Python"]);
});

test("a mistake of our own stops everything", async () => {
  const broken = new Contestant("ours", async () => Promise.reject(new TypeError("x is undefined")));
  await expect(takeTurns(1, [broken])).rejects.toThrow(TypeError);
});
