import type { Random } from "../random.ts";

/** A row with Alpaca's keys. */
export interface InstructionRow {
  readonly instruction: string;
  /** Empty when the instruction needs none. */
  readonly input: string;
  readonly output: string;
}

/** A row, and what it is about: rows about the same thing never go to different sides of a split. */
export interface Exercise extends InstructionRow {
  readonly about: string;
}

/** Draws one exercise of a kind. */
export type Task = (random: Random) => Exercise;
