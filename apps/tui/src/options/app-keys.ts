import { datasetFormats } from "@neftune/datasets";
import { deviceNames } from "@neftune/engine/devices";
import { configKeys } from "@neftune/trainer/config";
import { promptTemplateValue } from "./prompt-template-value.ts";

const { choice, configKey, nullable, text } = configKeys;

const path = (what: string) => text(`the path of ${what}`);

export const modelAndDataKeys = {
  modelNameOrPath: configKey(
    nullable(path("a model's folder or name")),
    null,
    "Folder of the model, in Hugging Face's layout, or its name on the hub",
  ),
  modelRevision: configKey(text("a branch, a tag or a commit"), "main", "Which version of the hub's model"),
  trainFile: configKey(nullable(path("a file")), null, "Rows to train on, JSON or JSONL"),
  evalFile: configKey(
    nullable(path("a file")),
    null,
    "Rows to test on; without it and test_size there is no gap to see",
  ),
  datasetFormat: configKey(
    choice("auto", ...datasetFormats.map(({ name }) => name)),
    "auto",
    "What the rows are: instructions (alpaca), or tokens already; auto looks at the first",
  ),
  promptTemplate: configKey(
    nullable(promptTemplateValue),
    null,
    "How rows are put to the model; null is alpaca for instructions, and for conversations chat, the tokenizer's own template",
  ),
  onBadRow: configKey(
    choice("stop", "skip"),
    "stop",
    "A row that cannot be used ends the run, or is left out and counted",
  ),
};

export const runKeys = {
  outputDir: configKey(path("a folder"), "trainer_output", "Folder for the model, checkpoints, recipe and events"),
  device: configKey(
    choice(...deviceNames),
    "auto",
    "What computes; auto takes the fastest that works here, and neftune doctor tells which do and how fast they are",
  ),
  logFormat: configKey(
    choice("auto", "tui", "plain", "json"),
    "auto",
    "Screen, lines, or one JSON event a line; auto is the screen on a terminal and lines elsewhere",
  ),
};

/** The keys that the command has beside the trainer's. */
export const appKeys = { ...modelAndDataKeys, ...runKeys };

export type AppOptions = configKeys.ConfigValues<typeof appKeys>;
