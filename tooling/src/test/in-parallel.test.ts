import { expect, test } from "vitest";
import { inParallel } from "./in-parallel.ts";

test("runs as many at a time as there are lanes and keeps the order", async () => {
  let running = 0;
  let most = 0;
  const results = await inParallel([30, 1, 20, 5], 2, async (milliseconds) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    running--;
    return milliseconds * 2;
  });
  expect(results).toEqual([60, 2, 40, 10]);
  expect(most).toBe(2);
});
