import { expect, test } from "vitest";
import { packRows } from "./pack.ts";

test("packRows fills rows across the ends of texts and drops the rest", () => {
  expect(packRows([[1, 5, 2], [1, 6, 7, 8, 2], [1]], 4)).toEqual([
    { input_ids: [1, 5, 2, 1] },
    { input_ids: [6, 7, 8, 2] },
  ]);
});
