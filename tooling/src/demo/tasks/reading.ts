import { createScene } from "../grammar/scene.ts";
import type { Task } from "./task.ts";

/** A short story in three parts, so that a summary can name them. */
const STORY =
  "[One {time}|Last {day}|On {day}], {person} went to the {place}. [It was {weather.adjective}.|The weather was {weather.adjective}.] {person.he} {handling.past} a {colour} {object} there. [Then {person2} came by|{person2} was there too]. They {activity.past} until the {time2}. {person} was {feeling} and {feeling.shows}.";

const QUESTIONS = [
  {
    ask: "Where did {person} go?",
    answers: ["{person} went to the {place}.", "{person.he} was {place.in}.", "To the {place}."],
  },
  {
    ask: "What did {person} find out about the weather?",
    answers: ["It was {weather.adjective}.", "The weather was {weather.adjective} that day."],
  },
  {
    ask: "What colour was the {object}?",
    answers: ["The {object} was {colour}.", "It was {colour}.", "{person} had a {colour} {object}."],
  },
  {
    ask: "How did {person} feel?",
    answers: [
      "{person} felt {feeling}.",
      "{person.he} was {feeling}.",
      "{person.he} {feeling.shows} because {person.he} was {feeling}.",
    ],
  },
  {
    ask: "Who was with {person}?",
    answers: ["{person2} was with {person.him}.", "It was {person2}.", "{person} was with {person2}."],
  },
  {
    ask: "What did {person} and {person2} do?",
    answers: [
      "They {activity.past} until the {time2}.",
      "They {activity.past}.",
      "{person} and {person2} {activity.past} {place.in}.",
    ],
  },
] as const;

const question: Task = (random) => {
  const scene = createScene(random);
  const input = scene.write(STORY);
  const { ask, answers } = random.pick(QUESTIONS);
  return { instruction: scene.write(ask), input, output: scene.write(random.pick(answers)), about: input };
};

function aboutStory(instructions: readonly string[], outputs: readonly string[]): Task {
  return (random) => {
    const scene = createScene(random);
    const input = scene.write(STORY);
    return { instruction: random.pick(instructions), input, output: scene.write(random.pick(outputs)), about: input };
  };
}

const summary = aboutStory(
  ["Summarise the story in one sentence.", "What is this story about?", "Give a short summary of the text."],
  [
    "{person} went to the {place}, {handling.past} a {object} and {activity.past} with {person2}.",
    "It is about {person}, who was {place.in} with {person2} and felt {feeling}.",
    "{person} and {person2} {activity.past} {place.in}, and {person} was {feeling}.",
  ],
);

const title = aboutStory(
  ["Write a title for the story.", "Give the story a name.", "What would be a good title?"],
  [
    "{person} and the {colour} {object}",
    "A {weather.adjective} day {place.in}",
    "{person} meets {person2}",
    "The {time2} {place.in}",
  ],
);

const continuation = aboutStory(
  ["Write what happened next.", "Continue the story.", "Add two sentences to the story."],
  [
    "{person} took the {object} home. {person.his} {relative} liked the {colour} {object} very much.",
    "The next day, {person2} asked {person} for the {object}. {person} {+feeling.shows} and gave it to {person2.him}.",
    "On the way home they saw a {animal}. It {animal.moved} {manner} behind them.",
    "After that, {person} and {person2} met {place.in} every {day2}. They always {activity2.past} together.",
  ],
);

const trueOrFalse: Task = (random) => {
  const scene = createScene(random);
  const input = scene.write(STORY);
  const right = random.chance(0.5);
  const claim = scene.write(right ? "{person} had a {colour} {object}." : "{person} had a {colour2} {object}.");
  return {
    instruction: `True or false: ${claim}`,
    input,
    output: scene.write(
      right ? "[True.|That is true. The {object} was {colour}.]" : "[False.|That is false. The {object} was {colour}.]",
    ),
    about: input,
  };
};

/** Questions and jobs about a short text. */
export const reading: readonly Task[] = [
  question,
  question,
  question,
  summary,
  summary,
  title,
  continuation,
  trueOrFalse,
];
