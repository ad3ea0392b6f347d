import { expect, test } from "vitest";
import { parseBenchArguments } from "./arguments.ts";

const known = ["step", "rows", "noise"];

test("names choose benchmarks, and none means all", () => {
  expect(parseBenchArguments([], known)).toEqual({ names: known, rounds: 2, json: null });
  expect(parseBenchArguments(["rows", "step", "--rounds", "3", "--json", "out.json"], known)).toEqual({
    names: ["rows", "step"],
    rounds: 3,
    json: "out.json",
  });
});

test("says what is wrong and what would be right", () => {
  expect(parseBenchArguments(["row"], known)).toBe("no benchmark row; there are step, rows, noise");
  expect(parseBenchArguments(["--rounds", "0"], known)).toBe("--rounds is 0, wanted a whole number from 1");
  expect(parseBenchArguments(["--rows"], known)).toContain("--rows");
});
