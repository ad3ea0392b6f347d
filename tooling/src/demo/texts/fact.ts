import { createScene, type Rules } from "../grammar/scene.ts";
import type { Random } from "../random.ts";

const RULES: Rules = {
  animal: [
    "A {animal} is a {animal.kind}. It has {animal.legs} legs.",
    "A {animal} {animal.sound}.",
    "{animal.plural} eat {animal.food}.",
    "A young {animal} is called a {animal.young}.",
    "The home of the {animal} is the {animal.home}.",
    "{animal.plural} are {animal.size} animals.",
    "The {animal} {animal.moves} when it is [afraid|happy|hungry].",
    "What sound does a {animal} make? It {animal.sound}.",
    "What do {animal.plural} eat? They eat {animal.food}.",
    "What is a young {animal} called? It is called a {animal.young}.",
    "A {animal.young} grows up to be a {animal}.",
    "A {animal} is not a [plant|stone|tool]. It is an animal.",
  ],
  food: [
    "A {food} is a {food.kind}. It is {food.colour}.",
    "{food.plural} taste {food.taste}.",
    "{food.plural} come from {food.from}.",
    "What colour is a {food}? A {food} is {food.colour}.",
    "People eat {food.plural} because they are {food.taste} and good for you.",
    "The {food} is a {food.colour} {food.kind}.",
  ],
  object: [
    "A {object} is made of {object.material}.",
    "You use a {object} to {object.use}.",
    "What is a {object} for? You use it to {object.use}.",
    "You can find a {object} in the {object.room}.",
    "A {object} is a {object.group}.",
    "{object.plural} are often made of {object.material}.",
    "If you want to {object.use}, you need a {object}.",
  ],
  job: [
    "A {job} {job.does}.",
    "A {job} works {job.place}.",
    "A {job} uses {job.tool}.",
    "What does a {job} do? A {job} {job.does} {job.place}.",
    "If you want to be a {job}, you must learn a lot.",
    "{job.plural} work {job.place}.",
  ],
  quality: [
    "The opposite of {quality} is {quality.opposite}.",
    "If something is not {quality}, it may be {quality.opposite}.",
    "{quality}, {quality.more}, {quality.most}.",
    "A {animal} can be {quality}, but a {animal2} can be {quality.more}.",
  ],
  other: [
    "{season} is {season.weather}. In {season}, {season.doing}. The months of {season} are {season.months}.",
    "A {vehicle} moves {vehicle.where}. It {vehicle.moves} and it is {vehicle.speed}.",
    "A {shape} has {shape.sides} sides.",
    "{weather.does}. On a {weather.adjective} day you need {weather.need}.",
    "A week has seven days: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday and Sunday.",
    "To make {dish}, you need {dish.first} and {dish.second}. People eat it for {dish.meal}.",
    "When people are {feeling}, they feel {feeling.noun}.",
    "You can see {place.found} {place.in}.",
    "{place.people} are often {place.in}.",
    "A year has twelve months. Spring, summer, autumn and winter are the four seasons.",
    "Red, blue and yellow are colours. [Blue and yellow make green|Red and blue make purple|Red and yellow make orange|Red and white make pink|Black and white make grey].",
  ],
};

/** Several true sentences about one thing of the small world, each with its words from the tables. */
export function facts(random: Random): string {
  const scene = createScene(random, RULES);
  const topic = random.pick(["animal", "animal", "food", "object", "object", "job", "quality", "other"]);
  const sentences = random.sample(RULES[topic]!, Math.min(random.integer(2, 5), RULES[topic]!.length));
  return sentences.map((sentence) => scene.write(sentence)).join(" ");
}
