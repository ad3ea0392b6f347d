import { createScene, type Rules } from "../grammar/scene.ts";
import type { Random } from "../random.ts";

const RULES: Rules = {
  greeting: ["Hello, {person2}", "Good {time}, {person2}", "Hi, {person2}", "{person2}, wait"],
  talk: [
    '"<greeting>," said {person}. "Where are you going?"\n"I am going to the {place}," said {person2}. "I want to {activity} there."\n"[Can I come too|May I join you]?"\n"[Yes, of course|Sure, come along|Not today, I am sorry]," said {person2}.',
    '"<greeting>," said {person}. "Do you have a {object}?"\n"[Yes, it is in the {object.room}|No, but I have a {object2}|Yes, a {colour} one]," said {person2}. "Why do you need it?"\n"I want to {object.use}," said {person}.',
    '"What is your favourite [colour|food|animal]?" asked {person}.\n"I like [{+colour}|{+dish}|{+animal.plural}] best," said {person2}. "And you?"\n"I like [{+colour}|{+food.plural}|{+animal.plural}]," said {person}.',
    '"Why are you {feeling}?" asked {person}.\n"Because [I lost my {object}|my {relative} gave me a {object}|I will go to the {place} on {day}|my {animal} is gone|I cannot {activity}]," said {person2}.\n"[I understand|That is good to know|Let us talk about it]," said {person}, and {person.he} {+feeling.shows}.',
    '"How is the weather?" asked {person2}.\n"It is {weather.adjective}," said {person}. "Take {weather.need} with you."\n"Thank you, I will," said {person2}.',
    '"What does your {relative} do?" asked {person2}.\n"{person.his} {relative} is a {job}," {person3} answered for {person.him}. "A {job} {job.does}."',
  ],
  letter: [
    "Dear {person2},\n[thank you for the {colour} {object}. I use it to {object.use} every {day}.|thank you for your letter. I am {feeling} today.] [Yesterday I {activity.past} {place.in}.|My {relative} and I saw a {animal} {place.in}.] [Will you visit me in {month}?|I hope to see you soon.|Please write to me.]\nYour friend,\n{person}",
    "Dear {relative},\nI am {place.in} now. It is {weather.adjective} here. We eat {dish} for {dish.meal}. On {day} we will {activity}. I {+handling.past} a {object} for you. [See you soon|I miss you],\n{person}",
    "Dear {person2},\nplease come to my party on {day}. It is {place.in}. There will be {dish} and {dish2}. Bring a {object} with you.\nYours,\n{person}",
    "Note for {person2}: [please {+handling} the {object}|do not forget the {object}|the {object} is in the {+object.room}]. I will be {place.in} until the {time}. {person}",
  ],
  passage: [
    "{person} has a {colour} {object}. {person2} has a {colour2} {object2}. Who has the {object}? {person} has the {object}. What colour is the {object2}? It is {colour2}.",
    "{person} is {place.in}. {person2} is {place2.in}. Where is {person2}? {person2} is {place2.in}. Where is {person}? {person} is {place.in}.",
    "{person} went to the {place} with a {animal}. {person.he} was {feeling}. Where did {person} go? {person.he} went to the {place}. How did {person} feel? {person.he} felt {feeling}.",
    "On {day}, {person} made {dish}. {person2} ate it. When did {person} make {dish}? {person.he} made it on {day}. Who ate it? {person2} did.",
    "{person} {handling.past} the {object} {place.in}. What did {person} [do|{handling}]? {person.he} {handling.past} the {object}. Where was it? It was {place.in}.",
    "{person} is {quality.more} than {person2}, and {person2} is {quality.more} than {person3}. Who is the {quality.most}? {person} is the {quality.most}.",
  ],
};

/** People talking, writing to each other, or answering questions about what was just said. */
export function dialogue(random: Random): string {
  return createScene(random, RULES).write("[<talk>|<letter>|<passage>|<passage>]");
}
