import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { demoTokenizer } from "./bpe.ts";
import { demoRecipe } from "./recipe.ts";
import { ASSETS } from "./settings.ts";

const shipped = (name: string) => readFileSync(new URL(`../../../${ASSETS}/${name}`, import.meta.url), "utf8");

test("the shipped recipe is what the settings say", () => {
  expect(shipped("recipe.yaml")).toBe(demoRecipe());
});

test("the shipped tokenizer is what the corpus and the prompts give", () => {
  for (const [name, content] of Object.entries(demoTokenizer())) {
    expect(JSON.parse(shipped(`model/${name}`))).toEqual(content);
  }
});
