import { createScene, type Rules } from "../grammar/scene.ts";
import type { Random } from "../random.ts";

const RULES: Rules = {
  opening: [
    "One {time}, {person} [went|walked|came] to the {place}.",
    "{person} was a {trait} {person.child}. One {day}, {person.he} was {place.in}.",
    "It was a {weather.adjective} {time}. {person} was {place.in}.",
    "Once there was a {trait} {person.child} [named|called] {person}. {person.he} [liked|loved] the {place}.",
    "Last {day}, {person} and {person.his} {relative} went to the {place}.",
    "{person} lived near the {place}. {person.he} was {trait}.",
    "In {month}, {person} went to the {place} with {person2}.",
    "On {day} {person} got up early. {person.he} wanted to go to the {place}.",
  ],
  thing: [
    "{look} {object}",
    "{colour} {object}",
    "{size} {colour} {object}",
    "{object}",
    "{object} made of {object.material}",
  ],
  beast: ["{size} {animal}", "{colour} {animal}", "{animal}", "{look} {animal}", "hungry {animal}"],
  aside: [
    "",
    "",
    "{weather.did}.",
    "It was [warm|cold|dark|bright|wet|quiet] outside.",
    "There [was|stood] {place.found} near the path.",
    "There were many {place.people} that day.",
    "{person.he} {+activity.past} for a while.",
    "The {time} was [quiet|calm|cold|warm|bright].",
    "{person.he} could hear a {+animal}.",
    "{person.he} ate [a|one more] {+food} on the way.",
  ],
  ending: [
    "{person} was {feeling} and {feeling.shows}.",
    "[In the end|At last], {person} felt {feeling}.",
    "{person.he} went home and {+activity.past} {+manner}.",
    "From that day on, {person} was never {+feeling} again.",
    "{person} told {person.his} {relative} all about it.",
    "That {time}, {person} slept well.",
    "{person} and {person2} stayed friends.",
    "It had been a [good|long|fine|strange] day.",
    "{person} learned to be [more careful|kind to others|patient|honest].",
  ],
  said: ["said", "whispered", "called", "cried"],
  lost: [
    "<opening> <aside> {person.he} had a <thing> with {person.him}. But {person.he} [lost|dropped] the {object} near {place.found}. {person} was sad and looked for it everywhere. [{person2}|A {animal}|{person.his} {relative}] [helped|came to help]. [Soon|After a while] they found the {object} [under a bench|behind a tree|in the grass|next to a {+object}|in a {+object}]. <ending>",
    '<opening> {person} could not find {person.his} {object}. "Where is my {object}?" {person.he} asked. "I saw it [in the {+object.room}|near the {+place}]," said {person2}. {person} ran there {manner}, and there it was. "Thank you," said {person}. <ending>',
  ],
  gift: [
    "<opening> It was {person2}'s birthday. {person} wanted to give {person2.him} a <thing>. {person.he} had only {+number} coins. So {person.he} made one from {+material} [at home|with {person.his} {relative}]. {person2} loved the {object} and {+activity.past} with it all day. <ending>",
    '<opening> {person.his} {relative} gave {person.him} a <thing>. "You can use it to {object.use}," {person.he} was told. {person} was {feeling}. {person.he} showed the {object} to {person2}. <aside> They {+activity.past} until the {+time}. <ending>',
  ],
  beastly: [
    '<opening> <aside> There {person.he} saw a <beast>. The {animal} {animal.moved} {manner} [to the {place}|behind {place.found}|away]. {person} gave it some {+food.plural}. The {animal} ate them all. "[Good|What a nice] {animal}," <said> {person}. <ending>',
    'A <beast> lived {place.in}. It was often hungry. It liked {animal.food} most of all. One {day} it met a {animal2}. "I am [hungry|tired|cold|lost]," said the {animal2}. The {animal} was {trait} and shared its {animal.food}. The {animal2} was [thankful|glad]. They {animal.moved} and {animal2.moved} together until the {+time}.',
    "<opening> A {animal.young} sat {place.in}. It was [wet|cold|small|alone]. It had lost its mother. {person} picked it up {manner} and looked for the {animal.plural}. At the {+place}, a <beast> {animal.moved} up to them. It was the mother. <ending>",
  ],
  work: [
    "{person} was a {job}. Every {day} {person.he} {job.did} {job.place}. {person.he} always used {job.tool}. One {time} it broke. {person2} [fixed it|lent {person.him} another one|bought {person.him} a new one]. {person} thanked {person2.him} and worked on {manner}. <ending>",
    '<opening> {person.he} met a {job}. "What do you do?" asked {person}. "I am a {job}. I work {job.place}," said the {job}. {person} watched how the {job} {job.did}. "One day I want to be a {job} too," {person} said. <ending>',
  ],
  quarrel: [
    '<opening> {person2} was there too. They both wanted the <thing>. "It is mine," said {person}. "No, it is mine," said {person2}. They pulled, and the {object} broke. Both were sad. Then {person} said, "I am sorry." Together they [fixed|glued|mended] it. <ending>',
    "<opening> {person} and {person2} had a race. {person} was {+quality.more} but {person2} was {+quality.more}. They {+activity.past} as fast as they could. [{person}|{person2}] won. The prize was a <thing>. They shared it. <ending>",
  ],
  journey: [
    "<opening> {person.he} took a {vehicle} to the {place2}. It moved {vehicle.where}. The trip took {+number} hours. <aside> {place2.in}, {person} found {place2.found}. {person.he} took a {+colour} {object} home. <ending>",
    "{person} and {person2} wanted to see the {place}. They packed {+food.plural}, {+food.plural} and a {object}. First they took a {vehicle}. Then they walked for {+number} hours. At last they saw {place.found}. {weather.did}. <ending>",
  ],
  cooking: [
    '<opening> {person.he} was hungry. {person} made {dish} for {dish.meal}. {person.he} used {dish.first} and {dish.second}. It smelled [good|wonderful|strange]. {person2} came by and tasted it. "It is too [hot|sweet|cold|dry]," said {person2}, and they laughed. <ending>',
    "<opening> {person} picked {+number} {food.plural}. They were {food.colour} and {food.taste}. {person.he} put them in a {+colour} [basket|bag|bowl|box|pot|jar]. {person2} asked for one, and {person} gave {person2.him} {+number}. <ending>",
  ],
};

/** A story of a few sentences with people, animals and things that stay the same. */
export function story(random: Random): string {
  return createScene(random, RULES)
    .write("[<lost>|<gift>|<beastly>|<work>|<quarrel>|<journey>|<cooking>]")
    .replaceAll(/ {2,}/g, " ");
}
