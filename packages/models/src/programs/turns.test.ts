import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

test("a task begins when those before it have ended, also where one failed", async () => {
  const turns = new Turns();
  const told: string[] = [];
  const task = (name: string, delay: number) =>
    turns.take(async () => {
      told.push(`${name} begins`);
      await setTimeout(delay);
      told.push(`${name} ends`);
      if (name === "b") throw new Error("b failed");
      return name;
    });
  const results = await Promise.allSettled([task("a", 20), task("b", 5), task("c", 0)]);
  expect(told).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  expect(results).toMatchObject([{ value: "a" }, { reason: { message: "b failed" } }, { value: "c" }]);
});
