import { createScene, type Rules } from "../grammar/scene.ts";
import type { Random } from "../random.ts";

const RULES: Rules = {
  thing: ["a {+look} {+object}", "a {+colour} {+object}", "a {+size} {+object}"],
  where: ["on the left", "on the right", "in the corner", "by the door", "under the window", "in the middle"],
  room: [
    "The {object.room} is [clean|dark|warm|cold|small|quiet] and [bright|old|new|cosy|empty|tidy]. <where> there is <thing>. Next to it you see <thing> and <thing>. The walls are {+colour}. [{person} likes to {activity} there.|A {animal} sleeps on the floor.|It smells of {+food.plural}.]",
    "{place.in}, there is {place.found}. You can also see <thing> and a {+colour} {+vehicle}. Many {place.people} come here in {season}. [Today it is {weather.adjective}.|It is never empty.]",
    "This is a picture of a {animal}. The {animal} is {size} and {colour}. It stands {place.in}, near {place.found}. It {animal.moves} [to|from] the {+place}. Behind it there is <thing>.",
  ],
  who: [
    "{person} is {+number} years old. {person.he} has {+colour} shoes and a {+colour} {object}. {person.he} is {trait} and {+trait}. {person.his} {relative} is a {job} and works {job.place}. {person} likes to {activity} and to {activity2}. [But {person.he} does not like to {activity3}.|{person.his} favourite food is {+dish}.|{person.he} has a {animal} too.]",
    "My {relative} is a {job}. My {relative} is {+trait} and {trait}. Every {time} my {relative} {activity.third} {place.in}. We often {activity2} together. [On {day} we eat {dish}.|We have a {animal} with a {colour} {+object}.]",
    "{person} has {+number} {object.plural}, {+number} {object2.plural} and a {colour} {object3}. The {object3} is {person.his} favourite. {person.he} keeps it in the {object3.room}. It is made of {object3.material}.",
  ],
  habit: [
    "{person} {activity.third} every {day}. Now {person.he} is {activity.ing}. Yesterday {person.he} {activity.past} too. Tomorrow {person.he} will {activity} again.",
    "Today {person} {handling.third} a {object}. Yesterday {person.he} {handling.past} a {object2}. Tomorrow {person.he} will {handling} a {object3}.",
    "{person} can {activity} {manner}, but {person2} cannot. {person2} can {activity2}. Both of them {activity3} {place.in}.",
    "Does {person} {activity}? Yes, {person} {activity.third}. Does {person2} {activity}? No, {person2} {activity2.third}.",
    "The {object} is {quality.more} than the {object2}. The {object3} is the {quality.most} of all.",
    "There is one {object} on the {+object}. There are {+number} {object.plural} in the {+object}.",
    "One {animal} is {activity.ing}. {+number} {animal.plural} are {activity2.ing}.",
  ],
};

/** A description of a room, a place, a person or a habit. */
export function description(random: Random): string {
  return createScene(random, RULES).write("[<room>|<who>|<habit>]");
}
