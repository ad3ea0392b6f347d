import { configKeys } from "@neftune/trainer/config";
import { RequestError } from "../errors/request-error.ts";
import { allInspectKeys, allPrepareKeys, dataKeyGroups, inspectKeys, prepareKeys } from "../options/data-keys.ts";
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

const prepareAction: Action = {
  name: "prepare",
  usage: [
    "neftune data prepare FILE --model_name_or_path MODEL",
    "neftune data prepare RECIPE.yaml",
    "neftune data prepare --remove",
  ],
  summary: "Tokenise a file once, so that every training on it starts at once",
  notes: [
    "-o, --output FOLDER   the same as --dataset_prepared_path; training has to be given it as well",
    "--json                one JSON object: files with path, prepared, bytes, rows, examples, tokens, …",
    "What is kept is told by its content: other rows, another tokenizer or another key is tokenised anew.",
    "All files together take at most 20 GB; the ones used longest ago go first.",
  ],
  groups: [{ title: "What is kept", keys: prepareKeys }, ...dataKeyGroups],
  keys: allPrepareKeys,
  run: async (words, { remove = false, ...flags }, context) => {
    const isAll = remove === true && words.length === 0 && flags.train_file == null;
    // Removing everything needs no rows, and a request has to name some.
    const named = isAll ? { ...flags, train_file: "." } : flags;
    const request = await namedRows(words, named, { command: "prepare", demoFolder: context.demoFolder });
    const { prepare, removePrepared } = await import("../data/prepare.ts");
    return await (remove === true ? removePrepared(request, { isAll }, context) : prepare(request, context));
  },
};

const actions: readonly Action[] = [inspectAction, prepareAction];

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
    const long = rest.map((argument) => argument.replace(/^(?:-o|--output)(?==|$)/, "--dataset_prepared_path"));
    const { words, flags, help } = parseArguments(long, action.keys);
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
