import { createScene } from "../grammar/scene.ts";
import type { Random } from "../random.ts";
import type { Exercise, Task } from "./task.ts";

interface Question {
  readonly topic: string;
  readonly asks: readonly string[];
  readonly answers: readonly string[];
}

const QUESTIONS: readonly Question[] = [
  {
    topic: "animal",
    asks: [
      "What sound does a {animal} make?",
      "Tell me what a {animal} sounds like.",
      "Which sound comes from a {animal}?",
    ],
    answers: ["A {animal} {animal.sound}.", "The {animal} is an animal that {animal.sound}.", "It {animal.sound}."],
  },
  {
    topic: "animal",
    asks: [
      "What do {animal.plural} like to eat?",
      "Name something that a {animal} eats.",
      "What should I feed a {animal}?",
    ],
    answers: [
      "{animal.plural} eat {animal.food}.",
      "A {animal} likes {animal.food}.",
      "You can give it {animal.food}.",
    ],
  },
  {
    topic: "animal",
    asks: [
      "What is a young {animal} called?",
      "Give the name of a baby {animal}.",
      "What do we call the young of the {animal}?",
    ],
    answers: [
      "A young {animal} is called a {animal.young}.",
      "It is called a {animal.young}.",
      "We call it a {animal.young}.",
    ],
  },
  {
    topic: "animal",
    asks: [
      "Describe a {animal} in two sentences.",
      "Write two facts about the {animal}.",
      "What do you know about {animal.plural}?",
    ],
    answers: [
      "A {animal} is a {animal.kind} with {animal.legs} legs. It eats {animal.food}.",
      "{animal.plural} are {animal.size} animals. You can find one in the {animal.home}.",
      "The {animal} {animal.sound} and {animal.moves}. Its young is called a {animal.young}.",
    ],
  },
  {
    topic: "food",
    asks: ["What colour is a {food}?", "Name the colour of a {food}.", "Tell me the usual colour of {food.plural}."],
    answers: [
      "A {food} is {food.colour}.",
      "{food.plural} are {food.colour}.",
      "The colour of a {food} is {food.colour}.",
    ],
  },
  {
    topic: "food",
    asks: [
      "Is a {food} a fruit or a vegetable?",
      "Say whether {food.plural} are fruit or vegetables.",
      "Describe the {food}.",
    ],
    answers: [
      "A {food} is a {food.kind}.",
      "It is a {food.colour} {food.kind} that tastes {food.taste}.",
      "The {food} is a {food.kind} and it comes from {food.from}.",
    ],
  },
  {
    topic: "object",
    asks: [
      "What is a {object} used for?",
      "Explain what people do with a {object}.",
      "Why would someone need a {object}?",
    ],
    answers: [
      "You use a {object} to {object.use}.",
      "People need a {object} to {object.use}.",
      "A {object} is made of {object.material}. It helps you to {object.use}.",
    ],
  },
  {
    topic: "object",
    asks: [
      "What is a {object} made of?",
      "Name the material of a {object}.",
      "Where do I find a {object}, and what is it made of?",
    ],
    answers: [
      "A {object} is made of {object.material}.",
      "Most {object.plural} are made of {object.material}.",
      "You can find it in the {object.room}. It is made of {object.material}.",
    ],
  },
  {
    topic: "job",
    asks: ["What does a {job} do?", "Describe the work of a {job}.", "Explain to a child what a {job} does."],
    answers: [
      "A {job} {job.does}.",
      "A {job} works {job.place} and {job.does}.",
      "A {job} {job.does} and uses {job.tool}.",
    ],
  },
  {
    topic: "quality",
    asks: [
      "What is the opposite of {quality}?",
      "Give a word that means the opposite of {quality}.",
      "Which word is the opposite of {quality}?",
    ],
    answers: [
      "The opposite of {quality} is {quality.opposite}.",
      "It is {quality.opposite}.",
      "{quality.opposite} is the opposite.",
    ],
  },
  {
    topic: "vehicle",
    asks: ["Where does a {vehicle} move?", "Tell me about the {vehicle}.", "Is a {vehicle} fast or slow?"],
    answers: [
      "A {vehicle} {vehicle.moves} {vehicle.where}.",
      "It moves {vehicle.where} and it is {vehicle.speed}.",
      "A {vehicle} is {vehicle.speed}. It {vehicle.moves} {vehicle.where}.",
    ],
  },
  {
    topic: "season",
    asks: ["What happens in {season}?", "Describe {season}.", "When is {season}, and what is it like?"],
    answers: [
      "In {season} it is {season.weather}, and {season.doing}.",
      "{season} comes in {season.months}.",
      "It is {season.weather} in {season}. The months are {season.months}.",
    ],
  },
];

function ask({ topic, asks, answers }: Question, random: Random): Exercise {
  const scene = createScene(random);
  const which = random.integer(0, asks.length - 1);
  return {
    instruction: scene.write(asks[which]!),
    input: "",
    output: scene.write(random.pick(answers)),
    about: `${topic}: ${scene.write(asks[0]!)}`,
  };
}

/** Questions that the facts of the small world answer, one task a kind of question. */
export const knowledge: readonly Task[] = QUESTIONS.map((question) => (random) => ask(question, random));
