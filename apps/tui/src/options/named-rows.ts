import type { configKeys } from "@neftune/trainer/config";
import { RequestError } from "../errors/request-error.ts";
import { readDemoRecipe } from "./demo.ts";
import { readRecipe } from "./recipe.ts";
import { trainKeys } from "./train-keys.ts";
import { type DataRequest, dataRequest } from "./training-request.ts";

const RECIPE = /\.ya?ml$/i;

/**
 * Which rows are meant, and how a recipe and the flags say they are read: the word is a file of rows, a recipe or `demo`.
 * @throws RequestError, SFTConfigError
 */
export async function namedRows(
  words: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  { command, demoFolder }: { command: string; demoFolder: string },
): Promise<DataRequest> {
  const [word, extra] = words;
  if (extra !== undefined) throw new RequestError(`one file at a time: ${word} is followed by ${extra}`);
  if (word === undefined) {
    if (flags.train_file == null && flags.dataset_name == null)
      throw new RequestError(`a file of rows is missing; wanted neftune data ${command} FILE, or a recipe`);
    return dataRequest(flags);
  }
  if (word === "demo") return dataRequest({ ...(await readDemoRecipe(demoFolder, trainKeys)), ...flags });
  if (RECIPE.test(word)) return dataRequest({ ...(await readNamed(word, trainKeys)), ...flags });
  for (const other of ["train_file", "dataset_name"]) {
    if (flags[other] != null)
      throw new RequestError(`rows are named twice: ${word} and --${other} ${flags[other]}; leave one out`);
  }
  return dataRequest({ ...flags, train_file: word });
}

async function readNamed(path: string, keys: configKeys.ConfigKeys): Promise<Record<string, unknown>> {
  const recipe = await readRecipe(path, keys);
  if (recipe.train_file == null && recipe.dataset_name == null)
    throw new RequestError(`${path} has no train_file; wanted a recipe that names one, or a file of rows`);
  return recipe;
}
