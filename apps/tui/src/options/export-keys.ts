import { exportFormats } from "@neftune/models";
import { configKeys } from "@neftune/trainer/config";
import { modelAndDataKeys } from "./app-keys.ts";

const { choice, configKey, nullable, text } = configKeys;

const dtypes = [...new Set(exportFormats.flatMap((format) => format.dtypes))];

/** The keys of `neftune export`. */
export const exportKeys = {
  modelNameOrPath: modelAndDataKeys.modelNameOrPath,
  modelRevision: modelAndDataKeys.modelRevision,
  adapterNameOrPath: configKey(
    nullable(text("the path of an adapter's folder")),
    null,
    "Adapter in PEFT's layout that is merged into the model first",
  ),
  format: configKey(
    nullable(choice(...exportFormats.map(({ name }) => name))),
    null,
    `What is written: ${exportFormats.map(({ name, description }) => `${name}, ${description}`).join("; ")}`,
  ),
  outputDir: configKey(nullable(text("the path of a folder")), null, "Where it is written; -o is short for it"),
  dtype: configKey(
    nullable(choice(...dtypes)),
    null,
    `Type of the weights: ${exportFormats.map(({ name, dtypes }) => `${dtypes.join(", ")} for ${name}`).join("; ")}; without it the first`,
  ),
  maxShardSize: configKey(
    text("a size such as 5GB or 500MB"),
    "5GB",
    "Largest file of safetensors; larger models are written in several, with an index",
  ),
};

export type ExportKeys = configKeys.ConfigValues<typeof exportKeys>;
