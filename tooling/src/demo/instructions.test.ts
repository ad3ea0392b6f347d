import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { demoInstructions } from "./instructions.ts";
import { similarity, subject } from "./near-duplicates.ts";
import { ASSETS, SETTINGS } from "./settings.ts";

const { train, test: held } = demoInstructions();
const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../${ASSETS}/${name}.json`, import.meta.url), "utf8"));

describe("demoInstructions", () => {
  test("is what the demo ships", () => {
    expect(read("train")).toEqual(train);
    expect(read("test")).toEqual(held);
    expect([train.length, held.length]).toEqual([SETTINGS.instructions.train, SETTINGS.instructions.test]);
  });

  test("has Alpaca's keys and an answer in every row", () => {
    for (const row of [...train, ...held]) {
      expect(Object.keys(row).sort()).toEqual(["input", "instruction", "output"]);
      expect(row.instruction).not.toBe("");
      expect(row.output).not.toBe("");
      expect(Object.values(row).join("\n")).not.toMatch(/[{}[\]<>|]| {2}|undefined/);
    }
  });

  test("tests on nothing that it trains on, nor on nearly the same", () => {
    for (const row of held)
      for (const other of train) expect(similarity(subject(row), subject(other))).toBeLessThan(0.6);
  });

  test("answers sums rightly", () => {
    const sums = [...train, ...held].filter(({ instruction }) => /^What is \d+ (plus|minus) \d+\?$/.test(instruction));
    expect(sums.length).toBeGreaterThan(5);
    for (const { instruction, output } of sums) {
      const [left, right] = instruction.match(/\d+/g)!.map(Number) as [number, number];
      expect(Number(output.match(/\d+/g)!.at(-1))).toBe(instruction.includes("plus") ? left + right : left - right);
    }
  });

  test("sorts words rightly", () => {
    const sorts = [...train, ...held].filter(({ instruction }) => instruction === "Sort the words alphabetically.");
    expect(sorts.length).toBeGreaterThan(1);
    for (const { input, output } of sorts) {
      const places = input
        .split(", ")
        .sort()
        .map((word) => output.lastIndexOf(word));
      expect(places.every((place, index) => place > (places[index - 1] ?? -1))).toBe(true);
    }
  });
});
