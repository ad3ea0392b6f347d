import { createRandom } from "../../demo/random.ts";

/** A row of Alpaca's format. */
export interface MadeRow {
  readonly instruction: string;
  readonly input: string;
  readonly output: string;
}

const tasks = [
  "Sort these words",
  "Add these numbers",
  "Write a line about",
  "Give the opposite of",
  "Explain in brief",
];
const syllables = [
  "ba",
  "con",
  "der",
  "es",
  "fi",
  "gra",
  "hol",
  "in",
  "ko",
  "lu",
  "me",
  "ner",
  "or",
  "pa",
  "qui",
  "ro",
  "st",
];

/** So many rows of words that were made up, one at a time; the same for the same seed. */
export function* madeRows(count: number, seed: number): Generator<MadeRow, void> {
  const random = createRandom(seed);
  const word = () => Array.from({ length: random.integer(1, 3) }, () => random.pick(syllables)).join("");
  const words = (most: number) => Array.from({ length: random.integer(3, most) }, word).join(" ");
  for (let row = 0; row < count; row++) {
    const input = random.chance(0.4) ? `${words(12)} ${random.integer(1, 100_000)}` : "";
    yield { instruction: `${random.pick(tasks)}: ${words(8)}`, input, output: `${words(25)}.` };
  }
}
