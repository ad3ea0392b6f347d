import { enumerate } from "../grammar/polish.ts";
import { createScene } from "../grammar/scene.ts";
import { LEXICON } from "../lexicon/lexicon.ts";
import type { Random } from "../random.ts";
import type { Task } from "./task.ts";

/** A pair of sentences that say the same about the same cast. */
function rewrite(instructions: readonly string[], from: string, to: readonly string[]): Task {
  return (random) => {
    const scene = createScene(random);
    const input = scene.write(from);
    return { instruction: random.pick(instructions), input, output: scene.write(random.pick(to)), about: input };
  };
}

const pastTense = rewrite(
  ["Rewrite the sentence in the past tense.", "Change this sentence to the past.", "Say that it happened yesterday."],
  "{person} {handling.third} the {colour} {object} {place.in}.",
  [
    "{person} {handling.past} the {colour} {object} {place.in}.",
    "Yesterday, {person} {handling.past} the {colour} {object} {place.in}.",
  ],
);

const futureTense = rewrite(
  [
    "Rewrite the sentence in the future tense.",
    "Say that this will happen tomorrow.",
    "Turn the sentence into a plan.",
  ],
  "{person} {activity.past} {place.in} with {person2}.",
  [
    "{person} will {activity} {place.in} with {person2}.",
    "Tomorrow, {person} will {activity} {place.in} with {person2}.",
  ],
);

const toQuestion = rewrite(
  [
    "Turn the sentence into a question.",
    "Ask a question that this sentence answers.",
    "Make a question from the statement.",
  ],
  "{person} {activity.third} {place.in} every {day}.",
  [
    "Does {person} {activity} {place.in} every {day}?",
    "Where does {person} {activity} every {day}?",
    "When does {person} {activity} {place.in}?",
    "Who {activity.third} {place.in} every {day}?",
  ],
);

const toNegative = rewrite(
  ["Make the sentence negative.", "Say the opposite of this sentence.", "Rewrite it to say that it is not so."],
  "The {object} of my {relative} is {quality} and {colour}.",
  [
    "The {object} of my {relative} is not {quality} and not {colour}.",
    "The {object} of my {relative} is {quality.opposite} and not {colour}.",
  ],
);

const combine = rewrite(
  ["Combine the two sentences into one.", "Write this as one sentence.", "Join the sentences."],
  "{person} {handling.past} a {object}. {person2} {handling2.past} a {object2}.",
  [
    "{person} {handling.past} a {object} and {person2} {handling2.past} a {object2}.",
    "{person} {handling.past} a {object}, but {person2} {handling2.past} a {object2}.",
    "While {person} {handling.past} a {object}, {person2} {handling2.past} a {object2}.",
  ],
);

const comparison: Task = (random) => {
  const scene = createScene(random);
  const input = scene.write("{person} is {quality.more} than {person2}. {person2} is {quality.more} than {person3}.");
  return {
    instruction: scene.write(
      "[Who is the {quality.most}?|Find the {quality.most} person.|Tell me who is {quality.most}.]",
    ),
    input,
    output: scene.write(
      "[{person} is the {quality.most}.|The {quality.most} is {person}.|{person} is {quality.more} than {person2} and {person3}.]",
    ),
    about: input,
  };
};

const WORD_KINDS = ["animal", "object", "food", "person", "job", "place"] as const;

function drawWords(random: Random): string[] {
  return random
    .sample<{ readonly name: string }>(LEXICON[random.pick(WORD_KINDS)], random.integer(3, 5))
    .map(({ name }) => name);
}

function arrange(instructions: readonly string[], answer: (names: string[], random: Random) => string): Task {
  return (random) => {
    const names = drawWords(random);
    const input = names.join(", ");
    return {
      instruction: random.pick(instructions),
      input,
      output: answer(names, random),
      about: names.toSorted().join(),
    };
  };
}

const sort = arrange(
  ["Sort the words alphabetically.", "Put these words in the order of the alphabet.", "Arrange the words from A to Z."],
  (names, random) => {
    const sorted = enumerate(names.toSorted());
    return random.pick([`${sorted}.`, `The sorted words are ${sorted}.`, `In order: ${sorted}.`]);
  },
);

const reverse = arrange(
  ["Write the list backwards.", "Reverse the order of the words.", "Start with the last word and end with the first."],
  (names, random) => {
    const reversed = names.toReversed().join(", ");
    return random.pick([`${reversed}.`, `Backwards, the list is ${reversed}.`]);
  },
);

const endsOfList = arrange(
  ["Name the first and the last word.", "Which word is first, and which is last?", "Find both ends of the list."],
  (names, random) =>
    random.pick([
      `The first word is ${names[0]} and the last word is ${names.at(-1)}.`,
      `It begins with ${names[0]} and ends with ${names.at(-1)}.`,
    ]),
);

const countWords = arrange(
  ["How many words are in the list?", "Count the words.", "Tell me the number of words in this list."],
  (names, random) =>
    random.pick([
      `There are ${names.length} words.`,
      `The list has ${names.length} words: ${enumerate(names)}.`,
      `I count ${names.length} words.`,
    ]),
);

const oddOneOut: Task = (random) => {
  const [kind, other] = random.sample(["animal", "object", "food", "job"] as const, 2) as [
    keyof typeof LABELS,
    keyof typeof LABELS,
  ];
  const names = random.sample<{ readonly name: string }>(LEXICON[kind], 3).map(({ name }) => name);
  const odd = random.pick<{ readonly name: string }>(LEXICON[other]).name;
  return {
    instruction: random.pick([
      "Which word does not belong?",
      "Find the odd one out.",
      "One word is different. Which one?",
    ]),
    input: random.sample([...names, odd], 4).join(", "),
    output: random.pick([
      `The odd one out is ${odd}.`,
      `${odd} does not belong. The others are ${LABELS[kind]}.`,
      `It is ${odd}, because it is not one of the ${LABELS[kind]}.`,
    ]),
    about: [...names, odd].toSorted().join(),
  };
};

const LABELS = { animal: "animals", object: "things", food: "foods", job: "jobs" };

/** Rewriting sentences and ordering words. */
export const language: readonly Task[] = [
  pastTense,
  futureTense,
  toQuestion,
  toNegative,
  combine,
  comparison,
  sort,
  reverse,
  endsOfList,
  countWords,
  oddOneOut,
];
