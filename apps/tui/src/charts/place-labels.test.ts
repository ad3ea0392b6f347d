import { expect, test } from "vitest";
import { type EndLabel, placeLabels } from "./place-labels.ts";

const label = (name: string, dotRow: number): EndLabel => ({
  role: "plain",
  label: name,
  column: 0,
  row: Math.floor(dotRow / 4),
  dotRow,
});

const rowsByName = (labels: EndLabel[], rows: number) =>
  Object.fromEntries(placeLabels(labels, rows).map((placed) => [placed.label, placed.row]));

test("labels apart stay where they are", () => {
  expect(rowsByName([label("a", 4), label("b", 20)], 10)).toEqual({ a: 1, b: 5 });
});

test("labels in one row part, the higher line's above", () => {
  expect(rowsByName([label("low", 7), label("high", 5)], 10)).toEqual({ high: 1, low: 2 });
});

test("at the bottom the upper one gives way", () => {
  expect(rowsByName([label("low", 39), label("high", 37)], 10)).toEqual({ high: 8, low: 9 });
});
