import { describe, expect, test } from "vitest";
import { plainLine } from "./chart-line.ts";
import { type ChartSeries, lineChart } from "./line-chart.ts";

const falling: ChartSeries = {
  role: "train",
  label: "train 1.000",
  points: [0, 25, 50].map((x) => ({ x, y: 2 - x / 50 })),
};
const level: ChartSeries = { role: "test", label: "test 2.000", points: [0, 25, 50].map((x) => ({ x, y: 2 })) };

const draw = (series: ChartSeries[], columns: number, rows: number, xMax = 100) =>
  lineChart({ series, columns, rows, xMax }).map(plainLine);

describe("a line chart", () => {
  test("has scales on the left and below, and labels where the lines end", () => {
    const lines = draw([falling, level], 60, 10);
    expect(lines).toHaveLength(10);
    expect(lines[0]).toMatch(/● test 2\.000/);
    expect(lines[7]).toMatch(/○ train 1\.000/);
    expect(lines.join("\n")).toMatch(/1\.5 ┤/);
    expect(lines[8]).toMatch(/^ +└┬─+┬─+┬/);
    expect(lines[9]!.trim().split(/ +/)).toEqual(["0", "50", "100"]);
  });

  test.each([
    [76, 12],
    [110, 30],
    [38, 6],
    [20, 4],
  ])("keeps to %i × %i characters", (columns, rows) => {
    const lines = draw([falling, level], columns, rows);
    expect(lines).toHaveLength(rows);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
  });

  test("a falling line goes down and a level one does not", () => {
    const rowsOf = (series: ChartSeries) =>
      draw(
        [
          { ...series, label: "" },
          {
            role: "axis",
            label: "",
            points: [
              { x: 0, y: 0 },
              { x: 0, y: 2 },
            ],
          },
        ],
        60,
        12,
      )
        .slice(0, 10)
        .flatMap((line, row) => (/[\u2801-\u28ff●○]/.test(line.slice(12)) ? [row] : []));
    expect(rowsOf(level)).toEqual([0]);
    expect(rowsOf(falling).length).toBeGreaterThan(3);
  });

  test("values that hardly differ get a readable scale", () => {
    const points = [
      { x: 0, y: 2.7 },
      { x: 10, y: 2.7 + 4e-16 },
    ];
    for (const line of draw([{ role: "test", label: "", points }], 60, 10)) expect(line).not.toMatch(/\d\.\d{4}/);
  });

  test("what is not finite is left out, and without any point or any room there is no chart", () => {
    const points = [
      { x: 0, y: Number.NaN },
      { x: 1, y: Number.POSITIVE_INFINITY },
    ];
    expect(draw([{ role: "test", label: "test", points }], 60, 10)).toEqual([]);
    expect(draw([level], 8, 10)).toEqual([]);
    expect(draw([level], 60, 3)).toEqual([]);
  });
});
