import { describe, expect, test } from "vitest";
import type { Example } from "../../example.ts";
import { type PackedExamples, packExamples } from "./pack-examples.ts";

const example = (row: number, ids: readonly number[], labels: readonly number[] = ids): Example => ({
  row,
  inputIds: Int32Array.from(ids),
  labels: Int32Array.from(labels),
});
const ids = ({ rows }: PackedExamples) => rows.map((row) => row.map(({ inputIds }) => [...inputIds]));
const rowsOf = ({ rows }: PackedExamples) => rows.map((row) => row.map(({ row: number }) => number));

const four = [example(0, [1, 2, 3, 4, 5]), example(1, [6, 7]), example(2, [8, 9, 10]), example(3, [11, 12])];

describe("rows that stay whole", () => {
  test.each(["bfd", "ffd"] as const)("%s keeps their numbers, tokens and labels", (strategy) => {
    const examples = [example(4, [1, 2]), example(7, [3, 4, 5], [-100, 4, 5]), example(9, [6, 7, 8, 9])];
    const packed = packExamples(examples, { maxLength: 5, strategy });
    expect(packed.rows).toEqual([[examples[2]], [examples[1], examples[0]]]);
    expect(packed).toMatchObject({ tokens: 9, efficiency: 9 / 10, withoutLabels: 0 });
  });

  test("are refused where they are longer than a bin", () => {
    expect(() => packExamples(four, { maxLength: 4 })).toThrow(
      "row 0 has 5 tokens, more than the maxLength of 4: cut it before it is packed, or pack with bfd_split",
    );
  });

  test("none make no bins", () => {
    for (const strategy of ["bfd", "bfd_split", "ffd", "wrapped"] as const)
      expect(packExamples([], { maxLength: 8, strategy })).toMatchObject({ rows: [], tokens: 0, efficiency: 0 });
  });
});

test("bfd_split cuts longer rows into pieces, whose numbers no other row has", () => {
  const packed = packExamples(four, { maxLength: 3, strategy: "bfd_split" });
  expect(ids(packed)).toEqual([[[1, 2, 3]], [[8, 9, 10]], [[4, 5]], [[6, 7]], [[11, 12]]]);
  expect(rowsOf(packed)).toEqual([[0], [2], [4], [1], [3]]);
  expect(
    ids(packExamples([...four.slice(0, 3), example(3, [11, 12])], { maxLength: 5, strategy: "bfd_split" })),
  ).toEqual([
    [[1, 2, 3, 4, 5]],
    [
      [8, 9, 10],
      [6, 7],
    ],
    [[11, 12]],
  ]);
});

test("wrapped cuts all tokens in a row every maxLength", () => {
  const packed = packExamples(four, { maxLength: 5, strategy: "wrapped" });
  expect(ids(packed)).toEqual([[[1, 2, 3, 4, 5]], [[6, 7, 8, 9, 10]], [[11, 12]]]);
  expect(rowsOf(packed)).toEqual([[0], [1], [2]]);
  expect(packed.efficiency).toBe(12 / 15);
});

test("a piece of which nothing is trained is left out, and counted", () => {
  const long = example(0, [1, 2, 3, 4, 5, 6, 7, 8], [-100, -100, -100, -100, -100, -100, 7, 8]);
  for (const strategy of ["bfd_split", "wrapped"] as const) {
    const packed = packExamples([long], { maxLength: 3, strategy });
    expect(ids(packed)).toEqual([[[7, 8]]]);
    expect(packed.withoutLabels).toBe(2);
  }
});

test("an unknown strategy is refused", () => {
  expect(() => packExamples(four, { maxLength: 8, strategy: "best" as "bfd" })).toThrow(
    'there is no packing strategy "best"; known: bfd, bfd_split, ffd, wrapped',
  );
});
