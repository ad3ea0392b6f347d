import { configKeys } from "@neftune/trainer/config";
import { wrapText } from "../format/wrap-text.ts";

export interface KeyGroup {
  title: string;
  keys: configKeys.ConfigKeys;
}

const INDENT = 6;

/** One paragraph a key, under headings: the flag, what it takes, its default, what it does. */
export function keysHelp(groups: readonly KeyGroup[], columns: number): string {
  const width = Math.max(30, Math.min(columns, 100) - INDENT);
  return groups.map(({ title, keys }) => `${title}:\n${Object.entries(keys).map(entry).join("\n")}`).join("\n\n");

  function entry([name, key]: [string, configKeys.ConfigKey<unknown>]): string {
    const flag = `  --${configKeys.snakeCase(name)}${key.alias === undefined ? "" : `, --${key.alias}`}`;
    const text = `${key.description}. Takes ${key.wanted}; default ${shownDefault(key.default)}.`;
    return [flag, ...wrapText(text, width).map((line) => " ".repeat(INDENT) + line)].join("\n");
  }
}

function shownDefault(value: unknown): string {
  return value === null ? "none" : String(value);
}
