import { SFTConfigError } from "../sft-config-error.ts";
import type { ConfigKeys, ConfigValues } from "./config-key.ts";
import { nearestWord } from "./nearest.ts";
import { camelCase, type KeySpelling, snakeCase } from "./spelling.ts";

/**
 * Checks values against a table of keys and fills in the defaults. An `undefined` value counts as not given.
 * @throws SFTConfigError
 */
export function resolveKeys<Keys extends ConfigKeys>(
  keys: Keys,
  input: object,
  spelling: KeySpelling,
): ConfigValues<Keys> {
  const values: Record<string, unknown> = {};
  for (const [name, { default: value }] of Object.entries(keys)) values[name] = value;
  const given = new Map<string, string>();
  for (const [spelled, value] of Object.entries(input)) {
    if (value === undefined) continue;
    const name = findKey(keys, spelled, spelling);
    const earlier = given.get(name);
    if (earlier !== undefined) {
      throw new SFTConfigError(`${earlier} and ${spelled} are the same key; give one of them`, { key: spelled, value });
    }
    given.set(name, spelled);
    checkValue(keys[name]!, spelled, value);
    values[name] = value;
  }
  return values as ConfigValues<Keys>;
}

/**
 * The camelCase name of a key, also by its older name.
 * @throws SFTConfigError that names the nearest known key
 */
export function findKey(keys: ConfigKeys, spelled: string, spelling: KeySpelling): string {
  const known = new Map<string, string>();
  for (const [name, { alias }] of Object.entries(keys)) {
    known.set(spelling === "camelCase" ? name : snakeCase(name), name);
    if (alias !== undefined) known.set(spelling === "camelCase" ? camelCase(alias) : alias, name);
  }
  const name = known.get(spelled);
  if (name !== undefined) return name;
  const nearest = nearestWord(spelled, known.keys());
  const hint = nearest === undefined ? "" : `; the nearest known key is ${nearest}`;
  throw new SFTConfigError(`unknown key ${spelled}${hint}`, {
    key: spelled,
    ...(nearest === undefined ? {} : { nearest }),
  });
}

/** @throws SFTConfigError */
export function checkValue(key: ConfigKeys[string], spelled: string, value: unknown): void {
  const { success, error } = key.schema.safeParse(value);
  if (success) return;
  const details = { key: spelled, value, wanted: key.wanted };
  throw new SFTConfigError(`${spelled} is ${shown(value)}; wanted ${key.wanted}`, details, { cause: error });
}

function shown(value: unknown): string {
  if (typeof value === "number") return String(value);
  const json = JSON.stringify(value) ?? typeof value;
  return json.length > 60 ? `${json.slice(0, 57)}…` : json;
}
