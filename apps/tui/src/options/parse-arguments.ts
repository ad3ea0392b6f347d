import { configKeys } from "@neftune/trainer/config";
import { RequestError } from "../errors/request-error.ts";
import { readFlagValue, takes } from "./flag-value.ts";

export interface ParsedArguments {
  /** Words that belong to no flag, in order. */
  words: string[];
  /** Values by key in snake_case, as a recipe has them. */
  flags: Record<string, unknown>;
  help: boolean;
}

/**
 * Reads `--learning_rate 5e-5`, `--learning-rate=5e-5`, `--bf16`, `--bf16 false`, `--json` and `--help`. Of a flag
 * given twice the last counts.
 * @param keys The command's keys; each is a flag.
 * @throws SFTConfigError for an unknown flag or a value of the wrong type; RequestError for a flag without its value
 */
export function parseArguments(args: readonly string[], keys: configKeys.ConfigKeys): ParsedArguments {
  const parsed: ParsedArguments = { words: [], flags: {}, help: false };
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]!;
    if (argument === "--help" || argument === "-h") {
      parsed.help = true;
    } else if (argument === "--json") {
      parsed.flags.log_format = "json";
    } else if (argument.startsWith("--") && argument.length > 2) {
      const { flag, spelled, attached } = split(argument);
      const name = findFlag(keys, flag, spelled);
      const key = keys[name]!;
      const next = args[index + 1];
      let text = attached;
      if (text === undefined && next !== undefined && isValue(key, next)) {
        text = next;
        index++;
      }
      if (text === undefined && !takes(key, true)) throw new RequestError(`${flag} needs a value: ${key.wanted}`);
      parsed.flags[configKeys.snakeCase(name)] = text === undefined ? true : readFlagValue(key, flag, text);
    } else if (argument.startsWith("-")) {
      throw new RequestError(`unknown flag ${argument}; flags are --key value, and --help lists the keys`);
    } else {
      parsed.words.push(argument);
    }
  }
  return parsed;
}

function split(argument: string): { flag: string; spelled: string; attached: string | undefined } {
  const equals = argument.indexOf("=");
  const flag = equals < 0 ? argument : argument.slice(0, equals);
  return {
    flag,
    spelled: flag.slice(2).replaceAll("-", "_"),
    attached: equals < 0 ? undefined : argument.slice(equals + 1),
  };
}

function findFlag(keys: configKeys.ConfigKeys, flag: string, spelled: string): string {
  try {
    return configKeys.findKey(keys, spelled, "snake_case");
  } catch (cause) {
    const nearest = configKeys.nearestWord(spelled, [...Object.keys(keys).map(configKeys.snakeCase), "json", "help"]);
    throw new RequestError(`unknown flag ${flag}; the nearest known flag is --${nearest}`, { cause });
  }
}

/** Whether the next word is the flag's value: after a switch, one that names a recipe is not. */
function isValue(key: configKeys.ConfigKey<unknown>, next: string): boolean {
  if (next.startsWith("--")) return false;
  const isSwitch = takes(key, true) && !takes(key, "text");
  return !isSwitch || !/^demo$|\.ya?ml$/i.test(next);
}
