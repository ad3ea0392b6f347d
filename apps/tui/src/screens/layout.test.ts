import { expect, test } from "vitest";
import { trainLayout } from "./layout.ts";

test("no part is lost and none is too many, whatever the height", () => {
  for (let rows = 3; rows <= 80; rows++) {
    for (const fieldRows of [4, 6, 12]) {
      const { header, chart, fields, rules, note, keys } = trainLayout(rows, fieldRows);
      expect(header + chart + fields + note + keys + 1 + (rules ? 2 : 0)).toBeLessThanOrEqual(rows);
      expect(fields).toBeGreaterThanOrEqual(Math.min(1, rows - 3));
      expect(chart === 0 || chart >= 5).toBe(true);
    }
  }
});

test("80 × 24 has room for everything, 40 × 12 for a small chart and the gap", () => {
  expect(trainLayout(24, 6)).toEqual({ header: 2, chart: 11, fields: 6, rules: true, note: 1, keys: 1 });
  expect(trainLayout(12, 12)).toEqual({ header: 1, chart: 5, fields: 3, rules: false, note: 1, keys: 1 });
});
