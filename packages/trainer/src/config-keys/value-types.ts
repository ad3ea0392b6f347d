import { z } from "zod";

/** The values that a key takes, as a schema and in words. */
export interface ValueType<Value> {
  schema: z.ZodType<Value>;
  wanted: string;
}

/** A whole number that a double holds exactly. */
export function integer({ min }: { min: number }): ValueType<number> {
  return { schema: z.int().min(min), wanted: `an integer from ${min}` };
}

export interface NumberRange {
  /** Smallest value. */
  min?: number;
  /** Values are larger than this. */
  above?: number;
  /** Values are smaller than this. */
  below?: number;
}

/** A finite number. */
export function number({ min, above, below }: NumberRange): ValueType<number> {
  let schema = z.number();
  const range: string[] = [];
  if (min !== undefined) {
    schema = schema.min(min);
    range.push(`from ${min}`);
  }
  if (above !== undefined) {
    schema = schema.gt(above);
    range.push(`above ${above}`);
  }
  if (below !== undefined) {
    schema = schema.lt(below);
    range.push(`below ${below}`);
  }
  return { schema, wanted: `a number ${range.join(" and ")}` };
}

export function boolean(): ValueType<boolean> {
  return { schema: z.boolean(), wanted: "true or false" };
}

/** Text that is not empty; `what` says of what kind, with its article. */
export function text(what: string): ValueType<string> {
  return { schema: z.string().min(1), wanted: what };
}

/** A list of names, not empty. */
export function names(what: string): ValueType<readonly string[]> {
  return { schema: z.array(z.string().min(1)).min(1).readonly(), wanted: `a list of names of ${what}` };
}

/** A list of numbers, not empty; `each` says what one may be. */
export function numbers(range: NumberRange, each: string): ValueType<readonly number[]> {
  return { schema: z.array(number(range).schema).min(1).readonly(), wanted: `a list of numbers, ${each}` };
}

export function choice<const Word extends string>(...words: readonly Word[]): ValueType<Word> {
  return { schema: z.enum(words) as unknown as z.ZodType<Word>, wanted: listed(words) };
}

export function nullable<Value>(type: ValueType<Value>): ValueType<Value | null> {
  return { schema: type.schema.nullable(), wanted: `${type.wanted}, or null` };
}

export function either<A, B>(first: ValueType<A>, second: ValueType<B>): ValueType<A | B> {
  return { schema: z.union([first.schema, second.schema]), wanted: `${first.wanted}, or ${second.wanted}` };
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
