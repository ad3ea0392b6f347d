import { expect, test } from "vitest";
import { Breather } from "./breather.ts";

test("the event loop has a turn once it has waited, and only then", async () => {
  let now = 0;
  const breather = new Breather(() => now);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await breather.breathe();
  expect(turns).toBe(0);
  now = 11;
  for (let i = 0; i < 1000 && turns === 0; i++, now += 11) await breather.breathe();
  expect(turns).toBeGreaterThan(0);
  clearInterval(timer);
});
