import { expect, test } from "vitest";
import { examplesOf, instruction } from "../../fixtures/examples-of.ts";
import { editText, randomText } from "../../fixtures/random-text.ts";
import { randomStream, uniformInteger } from "../../random/xoshiro128.ts";
import type { Sample } from "../../sample.ts";
import { findLeaks } from "./find-leaks.ts";
import { removeLeaks } from "./remove-leaks.ts";

const planets = "The planets are Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus and Neptune.";
const colours = "The primary colours of painters are red, blue and yellow, and all others are mixed.";

test("each test row that is also trained is found, under the plainest kind, with the first training row", async () => {
  const train = examplesOf([
    instruction("Name the planets.", planets),
    instruction("Which are the primary colours?", colours),
    instruction("Translate to French: good morning", "Bonjour"),
    instruction("name THE planets", planets),
    instruction("Something else entirely", "With an answer of its own"),
  ]);
  const test = examplesOf([
    instruction("Translate to French: good morning", "Bon matin"),
    instruction("Name the planets", planets.toUpperCase()),
    instruction("Name the planets.", `${planets} Pluto is none.`),
    instruction("What do painters mix from?", colours),
    instruction("Nobody has seen this", "Nor this"),
  ]);
  const report = await findLeaks(train, test);
  expect(report.leaks).toEqual([
    { kind: "prompt", test: 0, train: 2 },
    { kind: "row", test: 1, train: 0, similarity: 1 },
    { kind: "near", test: 2, train: 0, similarity: 13 / 16 },
    { kind: "answer", test: 3, train: 1 },
  ]);
  expect(report.counts).toEqual({ row: 1, near: 1, prompt: 1, answer: 1 });
  expect(report.trainIndices).toEqual([0, 1, 2, 3]);
});

test("removing from either side leaves no leak and nothing else changes", async () => {
  const { train, test } = randomSides(11);
  const report = await findLeaks(train, test);
  for (const from of ["train", "test"] as const) {
    const kept = removeLeaks({ train, test }, report, from);
    expect((await findLeaks(kept.train, kept.test)).leaks).toEqual([]);
    expect(kept[from].length).toBeLessThan({ train, test }[from].length);
    expect(kept[from]).toEqual({ train, test }[from].filter((example) => kept[from].includes(example)));
  }
});

test("an identical row is always found, wherever it stands", async () => {
  const random = randomStream(3);
  for (let round = 0; round < 50; round++) {
    const row = instruction(randomText(random, 1 + uniformInteger(random, 6)), randomText(random, 1), "");
    const others = Array.from({ length: 30 }, () => instruction(randomText(random, 9), randomText(random, 20)));
    const at = uniformInteger(random, 31);
    const { leaks } = await findLeaks(examplesOf(others.toSpliced(at, 0, row)), examplesOf([row]));
    expect(leaks).toMatchObject([{ kind: "row", test: 0, train: at }]);
  }
});

test("what is found does not depend on the order of the rows or on which side is called which", async () => {
  const { train, test } = randomSides(7);
  const report = await findLeaks(train, test);
  expect(await findLeaks(train, test)).toEqual(report);

  const backwards = await findLeaks(train.toReversed(), test.toReversed());
  expect(backwards.counts).toEqual(report.counts);
  expect(backwards.trainIndices.map((index) => train.length - 1 - index).toReversed()).toEqual(report.trainIndices);

  const swapped = await findLeaks(test, train);
  expect(swapped.leaks.map(({ test }) => test)).toEqual(report.trainIndices);
  expect(swapped.trainIndices).toEqual(report.leaks.map(({ test }) => test));
});

test("the wording of a task that many rows share is no leak, as a prompt and within rows", async () => {
  const random = randomStream(9);
  const task =
    "Decide whether the review that follows is positive or negative, and answer with one of these two words only";
  const rows = Array.from({ length: 60 }, () => instruction(task, "positive", randomText(random, 4)));
  const constant = Array.from({ length: 60 }, () => instruction(task, randomText(random, 4)));
  for (const samples of [rows, constant]) {
    const { leaks } = await findLeaks(examplesOf(samples.slice(20)), examplesOf(samples.slice(0, 20)));
    expect(leaks).toEqual([]);
  }
  const { counts } = await findLeaks(examplesOf(constant.slice(20)), examplesOf(constant.slice(20, 30)));
  expect(counts).toEqual({ row: 10, near: 0, prompt: 0, answer: 0 });
});

test("rows of tokens are compared by their tokens, the text of a template left out", async () => {
  const template = Array.from({ length: 40 }, (_, position) => 100 + position);
  const row = (...ids: number[]) => ({
    row: 0,
    inputIds: Int32Array.of(...template, ...ids),
    labels: Int32Array.of(...template.map(() => -100), -100, ...ids.slice(1)),
  });
  const train = Array.from({ length: 40 }, (_, number) => row(number, 1000 + number, 2));
  expect((await findLeaks(train, [row(50, 1050, 2), row(51, 1051, 2)])).leaks).toEqual([]);
  const { leaks } = await findLeaks(train, [row(7, 1007, 2), row(8, 1050, 2)]);
  expect(leaks).toMatchObject([
    { kind: "row", train: 7 },
    { kind: "prompt", train: 8 },
  ]);
  const textRow = examplesOf([instruction("Name a colour", "Red")]);
  expect((await findLeaks(train, [...textRow, row(7, 1007, 2)])).leaks).toMatchObject([{ test: 1, train: 7 }]);
});

test("a row without words is like no other, and no rows have no leaks", async () => {
  const empty = examplesOf([instruction("", ""), instruction(" ", "!")]);
  expect((await findLeaks(empty, empty)).leaks).toEqual([]);
  expect((await findLeaks([], [])).leaks).toEqual([]);
  expect((await findLeaks(empty, [])).trainIndices).toEqual([]);
});

test.each([0.49, 1.01, Number.NaN])("the threshold %d is refused", async (threshold) => {
  await expect(findLeaks([], [], { threshold })).rejects.toThrow(
    `threshold is ${threshold}, wanted a similarity from 0.5 to 1`,
  );
});

/** Sides of random rows, some of which stand on both: the same, edited, or with another answer or prompt. */
function randomSides(seed: number) {
  const random = randomStream(seed);
  const train: Sample[] = Array.from({ length: 150 }, () => instruction(randomText(random, 6), randomText(random, 25)));
  const test: Sample[] = Array.from({ length: 60 }, (_, index) => {
    const { instruction: prompt, output } = train[uniformInteger(random, train.length)] as {
      instruction: string;
      output: string;
    };
    switch (index % 5) {
      case 0:
        return instruction(prompt, output);
      case 1:
        return instruction(prompt, editText(random, output, 1));
      case 2:
        return instruction(prompt, randomText(random, 25));
      case 3:
        return instruction(randomText(random, 6), output);
      default:
        return instruction(randomText(random, 6), randomText(random, 25));
    }
  });
  return { train: examplesOf(train), test: examplesOf(test) };
}
