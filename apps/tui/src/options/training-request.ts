import { configKeys, resolveSFTConfig, type SFTConfig } from "@neftune/trainer/config";
import { RequestError } from "../errors/request-error.ts";
import { type AppOptions, appKeys } from "./app-keys.ts";

/** What the training process is asked to do: the command's own keys as recipes spell them, and the trainer's settings. */
export interface TrainingRequest {
  /** Folder of the model, or its name on the hub. */
  model_name_or_path: string;
  model_revision: string;
  output_dir: string;
  train_file: string;
  eval_file: string | null;
  dataset_format: AppOptions["datasetFormat"];
  prompt_template: AppOptions["promptTemplate"];
  on_bad_row: AppOptions["onBadRow"];
  device: AppOptions["device"];
  log_format: AppOptions["logFormat"];
  config: SFTConfig;
}

/**
 * @param values Values by key in snake_case, each checked already.
 * @throws SFTConfigError; RequestError where the model or the rows are not named
 */
export function trainingRequest(values: Record<string, unknown>): TrainingRequest {
  const own: Record<string, unknown> = {};
  const trainers: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    (configKeys.camelCase(key) in appKeys ? own : trainers)[key] = value;
  }
  const app = configKeys.resolveKeys(appKeys, own, "snake_case");
  const config = resolveSFTConfig(trainers, "snake_case");
  refuseContradictions(app, config);
  return {
    model_name_or_path: required(
      "model_name_or_path",
      app.modelNameOrPath,
      "the folder of a model or its name on the hub",
    ),
    model_revision: app.modelRevision,
    output_dir: app.outputDir,
    train_file: required("train_file", app.trainFile, "a JSON or JSONL file of rows"),
    eval_file: app.evalFile,
    dataset_format: app.datasetFormat,
    prompt_template: app.promptTemplate,
    on_bad_row: app.onBadRow,
    device: app.device,
    log_format: app.logFormat,
    config,
  };
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

function required(key: string, value: string | null, wanted: string): string {
  if (value !== null) return value;
  throw new RequestError(
    `${key} is missing; wanted ${wanted}, in the recipe or as --${key} (neftune train demo has its own)`,
  );
}
