import { configKeys } from "@neftune/trainer/config";
import { RequestError } from "../errors/request-error.ts";
import { allInspectKeys, dataKeyGroups, inspectKeys } from "../options/data-keys.ts";
import { type KeyGroup, keysHelp } from "../options/help-text.ts";
import { namedRows } from "../options/named-rows.ts";
import { parseArguments } from "../options/parse-arguments.ts";
import type { Command, CommandContext } from "./command.ts";

interface Action {
  name: string;
  usage: readonly string[];
  summary: string;
  /** What there is beside keys, a line each. */
  notes: readonly string[];
  groups: readonly KeyGroup[];
  keys: configKeys.ConfigKeys;
  run(words: readonly string[], flags: Readonly<Record<string, unknown>>, context: CommandContext): Promise<number>;
}

const inspectAction: Action = {
  name: "inspect",
  usage: ["neftune data inspect FILE [--model_name_or_path MODEL]", "neftune data inspect RECIPE.yaml"],
  summary: "What a file of rows holds, and the first rows as the model sees them",
  notes: [
    "--json   one JSON object: format, rows, used, dropped, truncated, samples, lengths, …",
    "MODEL may be a folder with a tokenizer alone, or a name on the hub. Rows count from 0.",
    "Bad rows are listed, and do not end the look. The other keys of a recipe are taken too.",
  ],
  groups: [{ title: "What is shown", keys: inspectKeys }, ...dataKeyGroups],
  keys: allInspectKeys,
  run: async (words, flags, context) => {
    const { show = inspectKeys.show.default, ...given } = flags;
    const request = await namedRows(words, given, { command: "inspect", demoFolder: context.demoFolder });
    // Loaded when needed: tokenizers take a second that help and mistakes need not wait for.
    const { inspect } = await import("../data/inspect.ts");
    return await inspect(request, show as number, context);
  },
};

const actions: readonly Action[] = [inspectAction];

export const dataCommand: Command = {
  name: "data",
  usage: actions.map(({ usage }) => usage[0]!),
  summary: "Look at rows before training on them",
  run: async ([name, ...rest], context) => {
    const columns = context.stdout.columns ?? 80;
    if (name === undefined || name === "--help" || name === "-h") {
      context.stdout.write(dataHelp());
      return 0;
    }
    const action = actions.find((known) => known.name === name);
    if (action === undefined) throw new RequestError(unknownAction(name));
    const { words, flags, help } = parseArguments(rest, action.keys);
    if (help) {
      context.stdout.write(actionHelp(action, columns));
      return 0;
    }
    return await action.run(words, flags, context);
  },
};

function unknownAction(name: string): string {
  const names = actions.map((action) => action.name);
  const nearest = configKeys.nearestWord(name, names);
  return `data does not know ${name}; the nearest that it knows is ${nearest}, as in neftune data ${nearest} FILE`;
}

function dataHelp(): string {
  const lines = actions.flatMap(({ usage, summary }) => [...usage.map((line) => `  ${line}`), `      ${summary}.`]);
  return [`${dataCommand.summary}.`, "", ...lines, "", "  --help after one of them lists its keys.", ""].join("\n");
}

function actionHelp({ summary, usage, notes, groups }: Action, columns: number): string {
  return [
    `${summary}.`,
    "",
    ...usage.map((line) => `  ${line}`),
    "",
    ...notes.map((line) => `  ${line}`),
    "  --help   this page",
    "",
    keysHelp(groups, columns),
    "",
  ].join("\n");
}
