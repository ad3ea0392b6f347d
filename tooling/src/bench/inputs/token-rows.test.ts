import { expect, test } from "vitest";
import { createRandom } from "../../demo/random.ts";
import { median } from "../statistics.ts";
import { alpacaLikeRows, tokenRow } from "./token-rows.ts";

test("a row's prompt has no labels, and the rest are its own tokens", () => {
  const { input_ids, labels } = tokenRow(createRandom(1), 100, 8, 3);
  expect(labels).toEqual([-100, -100, -100, ...input_ids.slice(3)]);
  for (const id of input_ids) expect(id).toBeLessThan(100);
});

test("made rows are about as long as the first 1,500 of Alpaca's, cut at 256 tokens", () => {
  const rows = alpacaLikeRows(createRandom(2), 32_000, 1500, 256);
  const lengths = rows.map(({ input_ids }) => input_ids.length);
  const answers = rows.map(({ labels }) => labels.filter((label) => label !== -100).length);
  // Real ones: mean length 122, median 109, between 47 and 256; median answer 49.
  expect(Math.abs(lengths.reduce((total, length) => total + length) / 1500 - 122)).toBeLessThan(6);
  expect(Math.abs(median(lengths) - 109)).toBeLessThan(8);
  expect(Math.max(...lengths)).toBe(256);
  expect(Math.abs(median(answers) - 49)).toBeLessThan(10);
  expect(Math.min(...answers)).toBeGreaterThan(0);
});
