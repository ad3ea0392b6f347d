import { join } from "node:path";
import type { configKeys } from "@neftune/trainer/config";
import { readRecipe } from "./recipe.ts";

/** Keys whose paths the demo's recipe gives from its own folder; `output_dir` is the user's, from where they are. */
const BUNDLED = ["model_name_or_path", "train_file", "eval_file"];

/**
 * The embedded demo's recipe with the paths of the model and the rows that come with it.
 * @param folder Where recipe.yaml, the model and the rows lie.
 */
export async function readDemoRecipe(folder: string, keys: configKeys.ConfigKeys): Promise<Record<string, unknown>> {
  const recipe = await readRecipe(join(folder, "recipe.yaml"), keys);
  for (const key of BUNDLED) {
    const path = recipe[key];
    if (typeof path === "string") recipe[key] = join(folder, path);
  }
  return recipe;
}
