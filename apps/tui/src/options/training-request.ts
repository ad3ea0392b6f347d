import { configKeys, resolveSFTConfig, type SFTConfig } from "@neftune/trainer/config";
import { RequestError } from "../errors/request-error.ts";
import { type AppOptions, appKeys } from "./app-keys.ts";

/** What the training process is asked to do: the command's own keys as recipes spell them, and the trainer's settings. */
export interface TrainingRequest {
  /** Folder of the model, or its name on the hub. */
  model_name_or_path: string;
  model_revision: string;
  output_dir: string;
  train_file: AppOptions["trainFile"];
  train_weights: AppOptions["trainWeights"];
  train_stopping_strategy: AppOptions["trainStoppingStrategy"];
  eval_file: AppOptions["evalFile"];
  dataset_name: AppOptions["datasetName"];
  dataset_config: AppOptions["datasetConfig"];
  dataset_train_split: AppOptions["datasetTrainSplit"];
  dataset_test_split: AppOptions["datasetTestSplit"];
  dataset_revision: AppOptions["datasetRevision"];
  dataset_format: AppOptions["datasetFormat"];
  dataset_text_field: AppOptions["datasetTextField"];
  sharegpt_clean: AppOptions["sharegptClean"];
  prompt_template: AppOptions["promptTemplate"];
  on_bad_row: AppOptions["onBadRow"];
  dataset_prepared_path: string | null;
  device: AppOptions["device"];
  log_format: AppOptions["logFormat"];
  config: SFTConfig;
}

/** The same for a look at the rows: they have to be named, a model need not be. */
export type DataRequest = Omit<TrainingRequest, "model_name_or_path"> & { model_name_or_path: string | null };

/**
 * @param values Values by key in snake_case, each checked already.
 * @throws SFTConfigError; RequestError where the model or the rows are not named
 */
export function trainingRequest(values: Record<string, unknown>): TrainingRequest {
  const model = required(
    "model_name_or_path",
    (values.model_name_or_path ?? null) as string | null,
    "the folder of a model or its name on the hub",
  );
  return { ...dataRequest(values), model_name_or_path: model };
}

/** @throws SFTConfigError; RequestError where the rows are not named */
export function dataRequest(values: Record<string, unknown>): DataRequest {
  const own: Record<string, unknown> = {};
  const trainers: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    (configKeys.camelCase(key) in appKeys ? own : trainers)[key] = value;
  }
  const app = configKeys.resolveKeys(appKeys, own, "snake_case");
  const config = resolveSFTConfig(trainers, "snake_case");
  requireRows(app, config);
  refuseContradictions(app, config);
  requireWeights(app);
  return {
    model_name_or_path: app.modelNameOrPath,
    model_revision: app.modelRevision,
    output_dir: app.outputDir,
    train_file: app.trainFile,
    train_weights: app.trainWeights,
    train_stopping_strategy: app.trainStoppingStrategy,
    eval_file: app.evalFile,
    dataset_name: app.datasetName,
    dataset_config: app.datasetConfig,
    dataset_train_split: app.datasetTrainSplit,
    dataset_test_split: app.datasetTestSplit,
    dataset_revision: app.datasetRevision,
    dataset_format: app.datasetFormat,
    dataset_text_field: app.datasetTextField,
    sharegpt_clean: app.sharegptClean,
    prompt_template: app.promptTemplate,
    on_bad_row: app.onBadRow,
    dataset_prepared_path: app.datasetPreparedPath,
    device: app.device,
    log_format: app.logFormat,
    config,
  };
}

/** @throws RequestError where no rows are named, or the same ones in two ways */
function requireRows(app: AppOptions, { testSize }: SFTConfig): void {
  const hubs = { dataset_config: app.datasetConfig, dataset_test_split: app.datasetTestSplit };
  if (app.datasetName === null) {
    required("train_file", app.trainFile, "a file or a folder of rows, or dataset_name, a data set on the hub");
    for (const [key, value] of Object.entries({ ...hubs, dataset_revision: app.datasetRevision })) {
      if (value !== null) throw new RequestError(`${key} belongs to dataset_name, which is missing; leave it out`);
    }
    return;
  }
  if (app.trainFile !== null) throw bothGiven("train_file", "dataset_name");
  if (app.datasetTestSplit === null) return;
  if (app.evalFile !== null) throw bothGiven("eval_file", "dataset_test_split");
  if (testSize !== null) throw bothGiven("test_size", "dataset_test_split");
}

/** @throws RequestError where there are weights for other than the names in `train_file` */
function requireWeights({ trainWeights, trainFile }: AppOptions): void {
  if (trainWeights === null) return;
  const named = typeof trainFile === "string" ? 1 : (trainFile?.length ?? 0);
  if (named === trainWeights.length) return;
  throw new RequestError(
    `train_weights has ${trainWeights.length} for ${named} in train_file; wanted one weight for each name in its list`,
  );
}

function bothGiven(one: string, other: string): RequestError {
  return new RequestError(`${one} and ${other} are both given: leave one of them out`);
}

/** Keys that would do nothing beside each other. @throws RequestError */
function refuseContradictions({ datasetFormat, promptTemplate }: AppOptions, { assistantOnlyLoss }: SFTConfig): void {
  if (datasetFormat !== "tokens") return;
  const useless = promptTemplate !== null ? `prompt_template is ${promptTemplate}` : `assistant_only_loss is true`;
  if (promptTemplate !== null || assistantOnlyLoss === true)
    throw new RequestError(
      `${useless} and dataset_format tokens, of rows that are no text any more: leave one of them out`,
    );
}

function required<Value>(key: string, value: Value | null, wanted: string): Value {
  if (value !== null) return value;
  throw new RequestError(
    `${key} is missing; wanted ${wanted}, in the recipe or as --${key} (neftune train demo has its own)`,
  );
}
