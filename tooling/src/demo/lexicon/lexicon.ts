import { activity, handling } from "./actions.ts";
import { animal } from "./animals.ts";
import { dish, food } from "./food.ts";
import { person } from "./people.ts";
import { day, month, place, relative, season, time, weather } from "./places.ts";
import { feeling, look, manner, number, quality, size, trait } from "./qualities.ts";
import { colour, material, object, shape, vehicle } from "./things.ts";
import { job } from "./work.ts";

/** The words of the small world, by class: the names that slots of a grammar use. */
export const LEXICON = {
  activity,
  animal,
  colour,
  day,
  dish,
  feeling,
  food,
  handling,
  job,
  look,
  manner,
  material,
  month,
  number,
  object,
  person,
  place,
  quality,
  relative,
  season,
  shape,
  size,
  time,
  trait,
  vehicle,
  weather,
} as const satisfies Record<string, readonly Readonly<Record<string, string>>[]>;
