import { enumerate } from "../grammar/polish.ts";
import { createScene } from "../grammar/scene.ts";
import { LEXICON } from "../lexicon/lexicon.ts";
import type { Random } from "../random.ts";

function sums(random: Random): string {
  return Array.from({ length: random.integer(2, 4) }, () => {
    const [left, right] = [random.integer(1, 20), random.integer(1, 12)];
    return random.pick([
      `${left} plus ${right} is ${left + right}.`,
      `${left} + ${right} = ${left + right}.`,
      `${left + right} minus ${right} is ${left}.`,
      `${left + right} - ${right} = ${left}.`,
      `If you add ${right} to ${left}, you get ${left + right}.`,
      left > right ? `${left} is more than ${right}.` : `${left} is not more than ${right}.`,
    ]);
  }).join(" ");
}

function problem(random: Random): string {
  const [had, changed] = [random.integer(3, 20), random.integer(1, 10)];
  const scene = createScene(random);
  const more = `{person} had ${had} {object.plural}. {person2} gave {person.him} ${changed} more. Now {person.he} has ${had + changed} {object.plural}.`;
  const less = `{person} had ${had + changed} {food.plural}. {person.he} ate ${changed} of them. Now ${had} {food.plural} are left.`;
  return scene.write(`[${more}|${less}]`);
}

function order(random: Random): string {
  const first = random.integer(1, 30);
  const run = Array.from({ length: random.integer(4, 7) }, (_, index) => first + index);
  const kind = random.pick(["animal", "object", "food", "colour", "person", "job"] as const);
  const names = random.sample<{ readonly name: string }>(LEXICON[kind], random.integer(3, 5)).map(({ name }) => name);
  const sorted = [...names].sort();
  return random.pick([
    `Count up: ${run.join(", ")}. Count down: ${run.toReversed().join(", ")}.`,
    `The words ${enumerate(names)} in the order of the alphabet are ${enumerate(sorted)}.`,
    `Here are ${names.length} words: ${names.join(", ")}. The first is ${names[0]} and the last is ${names.at(-1)}.`,
    `${names.join(", ")}: from the end, that is ${names.toReversed().join(", ")}.`,
    `The word ${names[0]} has ${names[0]!.length} letters. It begins with ${names[0]![0]}.`,
  ]);
}

/** Numbers and the order of words: sums, short problems, counting, sorting. */
export function reckoning(random: Random): string {
  return random.pick([sums, problem, order])(random);
}
