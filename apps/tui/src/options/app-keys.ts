import { datasetFormats } from "@neftune/datasets";
import { deviceNames } from "@neftune/engine/devices";
import { configKeys } from "@neftune/trainer/config";
import { promptTemplateValue } from "./prompt-template-value.ts";

const { boolean, choice, configKey, either, names, nullable, numbers, text } = configKeys;

const path = (what: string) => text(`the path of ${what}`);

const paths = either(path("a file or a folder, or a pattern such as data/*.jsonl"), names("these"));

export const modelAndDataKeys = {
  modelNameOrPath: configKey(
    nullable(path("a model's folder or name")),
    null,
    "Folder of the model, in Hugging Face's layout, or its name on the hub",
  ),
  modelRevision: configKey(text("a branch, a tag or a commit"), "main", "Which version of the hub's model"),
  trainFile: configKey(
    nullable(paths),
    null,
    "Rows to train on: JSON, JSONL, CSV or Parquet, text in gzip or zstd too; a file, a folder, a pattern, or a list",
  ),
  trainWeights: configKey(
    nullable(numbers({ above: 0 }, "one for each name in train_file")),
    null,
    "How often rows of each name in train_file come, which are then sets of their own; null puts them one behind the other",
  ),
  trainStoppingStrategy: configKey(
    choice("first_exhausted", "all_exhausted"),
    "first_exhausted",
    "With train_weights, where an epoch ends: when the first set has given all its rows, or, with rows again, when every set has",
  ),
  evalFile: configKey(
    nullable(paths),
    null,
    "Rows to test on; without it, test_size and dataset_test_split there is no gap to see",
  ),
  datasetName: configKey(
    nullable(text("the name of a data set on the hub, org/name")),
    null,
    "Data set on the hub to train on, instead of train_file",
  ),
  datasetConfig: configKey(
    nullable(text("the name of a configuration")),
    null,
    "Which configuration of the data set; null is its own default",
    "dataset_config_name",
  ),
  datasetTrainSplit: configKey(text("the name of a split"), "train", "Split of the data set to train on"),
  datasetTestSplit: configKey(
    nullable(text("the name of a split")),
    null,
    "Split of the data set to test on, where there is neither eval_file nor test_size",
  ),
  datasetRevision: configKey(
    nullable(text("a branch, a tag or a commit")),
    null,
    "Which version of the data set; null is the newest",
  ),
  datasetFormat: configKey(
    choice("auto", ...datasetFormats.map(({ name }) => name)),
    "auto",
    "What the rows are: instructions (alpaca), conversations (sharegpt, messages), …; auto looks at the first and says why",
  ),
  datasetTextField: configKey(text("the name of a key"), "text", "Key that holds the text of rows of plain text"),
  sharegptClean: configKey(
    boolean(),
    false,
    "Clean ShareGPT's rows as FastChat does: HTML to Markdown, no duplicates, long conversations split at max_length",
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
  datasetPreparedPath: configKey(
    nullable(path("a folder")),
    "auto",
    "Folder of tokenised rows, kept for the next start: of files from 1 MB on, and of what neftune data prepare made; auto is " +
      "in the cache folder (NEFTUNE_HOME), null keeps and takes none",
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
