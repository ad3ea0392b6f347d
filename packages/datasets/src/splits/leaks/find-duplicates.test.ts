import { expect, test } from "vitest";
import { examplesOf, instruction } from "../../fixtures/examples-of.ts";
import { editText, randomText } from "../../fixtures/random-text.ts";
import { randomStream, uniformInteger } from "../../random/xoshiro128.ts";
import { splitDataset } from "../split-dataset.ts";
import { findDuplicates } from "./find-duplicates.ts";
import { findLeaks } from "./find-leaks.ts";

const answer = "Water boils at one hundred degrees and freezes at zero, at the pressure of the sea.";

test("rows that are like an earlier one are counted once and stand in its group", async () => {
  const report = await findDuplicates(
    examplesOf([
      instruction("When does water boil?", answer),
      instruction("Name a colour, please", "Red"),
      instruction("when does WATER boil", answer),
      instruction("When does water boil?", `${answer} Well, nearly.`),
      instruction("Name a colour, please", "Blue"),
      instruction("Tell me of water", answer),
      instruction("Like no other", "At all"),
    ]),
  );
  expect(report.counts).toEqual({ row: 1, near: 1, prompt: 1, answer: 1 });
  expect([...report.groups]).toEqual([0, 1, 0, 0, 1, 0, 6]);
});

test("a split along the groups has no leak, where a split without them has many", async () => {
  const random = randomStream(1);
  const originals = Array.from({ length: 120 }, () => [randomText(random, 6), randomText(random, 30)] as const);
  const examples = examplesOf(
    Array.from({ length: 400 }, () => {
      const [prompt, output] = originals[uniformInteger(random, originals.length)]!;
      return instruction(prompt, editText(random, output, uniformInteger(random, 4)));
    }),
  );
  const { groups } = await findDuplicates(examples);
  const options = { testSize: 0.2, seed: 5 };
  const without = splitDataset(examples, options);
  expect((await findLeaks(without.train, without.test)).leaks.length).toBeGreaterThan(50);
  const { train, test } = splitDataset(examples, { ...options, groups });
  expect(test).toHaveLength(80);
  expect((await findLeaks(train, test)).leaks).toEqual([]);
});

test("rows that are alike in a chain are one group, in whatever order they come", async () => {
  const words = Array.from({ length: 60 }, (_, index) => `w${index}`);
  const link = (from: number) => ({ type: "text", text: words.slice(from, from + 40).join(" ") }) as const;
  for (const order of [
    [0, 4, 8, 12],
    [12, 0, 8, 4],
  ]) {
    const { groups } = await findDuplicates(examplesOf(order.map(link)));
    expect([...groups]).toEqual([0, 0, 0, 0]);
  }
  const { groups } = await findDuplicates(examplesOf([0, 12].map(link)));
  expect([...groups]).toEqual([0, 1]);
});

test("pieces of one row are one group, and no duplicates", async () => {
  const [a, b, c] = examplesOf(
    ["One two three four", "Five six seven eight", "Nine ten"].map((text) => ({ type: "text", text })),
  );
  const { groups, counts } = await findDuplicates([a!, { ...b!, row: a!.row }, c!]);
  expect([...groups]).toEqual([0, 0, 2]);
  expect(counts.near).toBe(0);
});

test("twenty thousand rows that are all the same take no more than a moment", async () => {
  const { counts, groups } = await findDuplicates(
    examplesOf(new Array(20_000).fill(instruction("Say a word", "Word"))),
  );
  expect(counts.row).toBe(19_999);
  expect(groups.every((group) => group === 0)).toBe(true);
});
