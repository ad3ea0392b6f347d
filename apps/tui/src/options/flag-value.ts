import { configKeys } from "@neftune/trainer/config";

const NUMBER = /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i;

/**
 * Reads a flag's text as the key wants it: as the number, truth value or null that it spells where the key takes one, as a
 * list where there are commas in it and the key takes one, and as text otherwise. So `--seed 7` is a number and
 * `--output_dir 7` a folder. A key that takes lists only takes a list of one.
 * @throws SFTConfigError
 */
export function readFlagValue(key: configKeys.ConfigKey<unknown>, flag: string, text: string): unknown {
  // Commas between braces belong to a pattern of file names.
  const parts = text.split(/,(?![^{}]*\})/);
  const readings = [...literals(text), ...(parts.length > 1 ? lists(parts) : []), text, [text]];
  for (const value of readings) if (takes(key, value)) return value;
  configKeys.checkValue(key, flag, readings[0]);
  return text;
}

/** Whether a key takes this value; flags without one mean true where it does. */
export function takes(key: configKeys.ConfigKey<unknown>, value: unknown): boolean {
  return key.schema.safeParse(value).success;
}

function lists(parts: readonly string[]): unknown[] {
  return parts.every((part) => NUMBER.test(part)) ? [parts.map(Number), parts] : [parts];
}

function literals(text: string): unknown[] {
  if (NUMBER.test(text)) return [Number(text)];
  if (/^(true|false)$/i.test(text)) return [text.toLowerCase() === "true"];
  return text === "null" ? [null] : [];
}
