import { enumerate } from "../grammar/polish.ts";
import { createScene } from "../grammar/scene.ts";
import { LEXICON } from "../lexicon/lexicon.ts";
import { story } from "../texts/story.ts";
import type { Task } from "./task.ts";

function writeAbout(instructions: readonly string[], outputs: readonly string[]): Task {
  return (random) => {
    const scene = createScene(random);
    const instruction = scene.write(random.pick(instructions));
    return { instruction, input: "", output: scene.write(random.pick(outputs)), about: instruction };
  };
}

const sentenceWith = writeAbout(
  [
    "Write a sentence with the words {animal} and {object}.",
    "Make a sentence that uses {animal} and {object}.",
    "Use the words {animal} and {object} in one sentence.",
  ],
  [
    "The {animal} {animal.moved} {manner} past the {colour} {object}.",
    "{person} {handling.past} a {object} for the {animal}.",
    "A {size} {animal} slept next to a {look} {object}.",
    "{person} saw a {animal} with a {object} {place.in}.",
  ],
);

const shortStory = writeAbout(
  [
    "Write a short story about a {animal} and a {job}.",
    "Tell me a story in which a {job} meets a {animal}.",
    "Make up a short story with a {job} and a {animal}.",
  ],
  [
    "{person} was a {job}. One {time}, {person.he} met a {animal} {place.in}. The {animal} was {feeling}. {person} gave it {animal.food}, and it {animal.moved} away {manner}.",
    'A {animal} lived {place.in}. One {day}, a {job} named {person} came by. "Hello, {animal}," said {person}. The {animal} {animal.sound} and followed {person.him} home.',
    "There was once a {trait} {job} called {person}. {person.he} had a {colour} {animal}. Every {time} they {activity.past} together. They were never {feeling}.",
  ],
);

const note = writeAbout(
  [
    "Write a note to thank {person} for the {object}.",
    "Thank {person} for the {object} in a few words.",
    "{person} gave me a {object}. Write a thank you note.",
  ],
  [
    "Dear {person}, thank you for the {colour} {object}. I will use it to {object.use}.",
    "Dear {person}, I like the {object} very much. It is {quality} and {colour}. Thank you!",
    "Thank you, {person}! The {object} is {look}. My {relative} likes it too.",
  ],
);

const invitation = writeAbout(
  [
    "Invite {person} to the {place} on {day}.",
    "Write an invitation for {person} to come to the {place} on {day}.",
    "Ask {person} in a letter to meet at the {place} on {day}.",
  ],
  [
    "Dear {person}, please come to the {place} on {day}. We will {activity} and eat {dish}.",
    "Dear {person}, will you meet me {place.in} on {day}? Bring a {object}, and we can {activity} together.",
    "Hello {person}, my {relative} and I will be {place.in} on {day}. Come and {activity} with us!",
  ],
);

const describePerson = writeAbout(
  ["Describe a {trait} {job}.", "Write two sentences about a {trait} {job}.", "What is a {trait} {job} like?"],
  [
    "A {trait} {job} {job.does} {manner}. Everyone likes to work with such a person.",
    "{person} is a {trait} {job}. {person.he} works {job.place} and likes to {activity}.",
    "A {trait} {job} uses {job.tool} {manner} and is never {feeling}.",
  ],
);

const directions = writeAbout(
  [
    "Explain how to make {dish}.",
    "Give three steps for making {dish} in the {time}.",
    "How can my {relative} make {dish}?",
  ],
  [
    "First, take {dish.first} and {dish.second}. Then mix them in a {object}. Finally, serve it for {dish.meal}.",
    "1. Get {dish.first}. 2. Add {dish.second}. 3. Stir {manner} for {number} minutes.",
    "You need {dish.first} and {dish.second}. Cook them {manner} and eat the dish with {food.plural}.",
  ],
);

const advice = writeAbout(
  [
    "My {relative} is {feeling}. What can I do?",
    "How can I help a {relative} who is {feeling}?",
    "Give me advice for a {feeling} {relative}.",
  ],
  [
    "Ask your {relative} to {activity} with you {place.in}.",
    "You could make {dish} for your {relative} and talk {manner}.",
    "Give your {relative} a {colour} {object}. Then you can {activity} together.",
    "Sit with your {relative} in the {time} and listen {manner}.",
  ],
);

const packing = writeAbout(
  [
    "What should I take to the {place} when it is {weather.adjective}?",
    "I go to the {place} on a {weather.adjective} day. What do I need?",
  ],
  [
    "Take {weather.need} and a {object} with you.",
    "You need {weather.need}, some {food.plural} and a {object}.",
    "On a {weather.adjective} day you need {weather.need}. You may see {place.found} {place.in}.",
  ],
);

const LISTED = [
  { kind: "animal", plural: "animals" },
  { kind: "food", plural: "things to eat" },
  { kind: "object", plural: "things in a house" },
  { kind: "job", plural: "jobs" },
  { kind: "colour", plural: "colours" },
  { kind: "vehicle", plural: "vehicles" },
] as const;

const list: Task = (random) => {
  const { kind, plural } = random.pick(LISTED);
  const count = random.integer(3, 5);
  const purpose = createScene(random).write(
    "[for {person}|for my {relative}|that I can find {place.in}|for a {quality} {day}]",
  );
  const names = random.sample<{ readonly name: string }>(LEXICON[kind], count).map(({ name }) => name);
  const instruction = `${random.pick(["List", "Name", "Write down"])} ${count} ${plural} ${purpose.charAt(0).toLowerCase() + purpose.slice(1)}.`;
  return {
    instruction,
    input: "",
    output: random.pick([`${enumerate(names)}.`, names.map((name, index) => `${index + 1}. ${name}`).join("\n")]),
    about: instruction,
  };
};

const freeStory: Task = (random) => {
  const scene = createScene(random);
  const instruction = scene.write(
    "[Tell me a story|Write a story|Make up a tale] [for my {relative}|for a {trait} child|to read in the {time}|for {day} {time}].",
  );
  return { instruction, input: "", output: story(random), about: instruction };
};

/** Jobs with many right answers. */
export const writing: readonly Task[] = [
  sentenceWith,
  shortStory,
  shortStory,
  note,
  invitation,
  describePerson,
  directions,
  advice,
  packing,
  list,
  freeStory,
];
