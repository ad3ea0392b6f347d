import { expect, test } from "vitest";
import { groupReasons } from "./group-reasons.ts";

test("reasons that differ in numbers, places and the keys that a row has are one, the most frequent first", () => {
  const dropped = [
    { row: 2, reason: 'line 3: "output" is missing; the row has the key "instruction"' },
    { row: 4, reason: "no label is left of its 900 tokens within the maximum length of 512" },
    { row: 5, reason: "no label is left of its 1044 tokens within the maximum length of 512" },
    ...[7, 8, 9, 10, 11, 12].map((row) => ({
      row,
      reason: `line ${row + 1}: "output" is missing; the row has no keys`,
    })),
  ];
  expect(groupReasons(dropped)).toEqual([
    { reason: dropped[0]!.reason, count: 7, rows: [2, 7, 8, 9, 10] },
    { reason: dropped[1]!.reason, count: 2, rows: [4, 5] },
  ]);
});
