import type { z } from "zod";
import type { ValueType } from "./value-types.ts";

/** One key of a configuration: all that parsing, help, documentation and flags need to know of it. */
export interface ConfigKey<Value> {
  /** Checks a value; it changes none. */
  schema: z.ZodType<Value>;
  /** What a value may be, in words that follow "wanted". */
  wanted: string;
  default: Value;
  /** One line: what the key does or costs. */
  description: string;
  /** An older name, in snake_case, that is still understood. */
  alias?: string;
}

/** Keys by the name that programs use, in camelCase; recipes and flags spell the same name in snake_case. */
export type ConfigKeys = Readonly<Record<string, ConfigKey<unknown>>>;

/** The values of all keys of a table. */
export type ConfigValues<Keys extends ConfigKeys> = {
  -readonly [Name in keyof Keys]: Keys[Name] extends ConfigKey<infer Value> ? Value : never;
};

export function configKey<Value>(
  type: ValueType<Value>,
  defaultValue: NoInfer<Value>,
  description: string,
  alias?: string,
): ConfigKey<Value> {
  return { ...type, default: defaultValue, description, ...(alias === undefined ? {} : { alias }) };
}
