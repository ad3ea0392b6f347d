import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { createRandom, type Random } from "./random.ts";
import { SETTINGS } from "./settings.ts";
import { description } from "./texts/description.ts";
import { dialogue } from "./texts/dialogue.ts";
import { facts } from "./texts/fact.ts";
import { howTo } from "./texts/how-to.ts";
import { reckoning } from "./texts/reckoning.ts";
import { story } from "./texts/story.ts";

const KINDS = [
  { write: story, share: 0.4 },
  { write: description, share: 0.15 },
  { write: dialogue, share: 0.15 },
  { write: facts, share: 0.15 },
  { write: reckoning, share: 0.1 },
  { write: howTo, share: 0.05 },
];

/** Plain English to pretrain on: at least `characters` of it, one short text an item. */
export function generateCorpus(random: Random, characters: number): string[] {
  const texts: string[] = [];
  let length = 0;
  while (length < characters) {
    const text = random.pickByShare(KINDS).write(random);
    texts.push(text);
    length += text.length;
  }
  return texts;
}

/** The corpus that the demo's tokenizer and model learn from. */
export function demoCorpus(): string[] {
  return generateCorpus(createRandom(SETTINGS.corpus.seed), SETTINGS.corpus.characters);
}

if (import.meta.main) {
  const path = process.argv[2] ?? "runs/demo-recipe/corpus.txt";
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${demoCorpus().join("\n\n")}\n`);
  console.log(`wrote ${path}`);
}
