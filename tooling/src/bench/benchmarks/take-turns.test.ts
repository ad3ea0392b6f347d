import { expect, test } from "vitest";
import { takeTurns } from "./take-turns.ts";

test("ours and the peer run by turns", async () => {
  const ran: string[] = [];
  const runner = (who: string) => async () => ran.push(who);
  const { ours, peer } = await takeTurns(2, runner("ours"), runner("peer"));
  expect(ran).toEqual(["ours", "peer", "ours", "peer"]);
  expect([ours, peer]).toEqual([
    [1, 3],
    [2, 4],
  ]);
});

test("without a peer ours runs alone", async () => {
  expect(await takeTurns(2, async () => 1, null)).toEqual({ ours: [1, 1], peer: [] });
});
