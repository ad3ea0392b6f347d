import type { DataPaths, DatasetSource } from "@neftune/datasets";
import type { DatasetMixture } from "@neftune/trainer";
import type { TrainingRequest } from "../options/training-request.ts";
import { openRows, type RowKeys } from "./open-rows.ts";

type Request = RowKeys & Pick<TrainingRequest, "train_weights" | "train_stopping_strategy">;

/**
 * The rows to train on: one set, or with weights one for each name, each of a format of its own.
 * @throws DatasetError
 */
export async function openTrainingSet(paths: DataPaths, request: Request): Promise<DatasetSource | DatasetMixture> {
  const { train_weights, train_stopping_strategy } = request;
  if (train_weights === null) return openRows(paths, request);
  const datasets: DatasetSource[] = [];
  for (const path of [paths].flat()) datasets.push(await openRows(path, request));
  return { datasets, probabilities: train_weights, stoppingStrategy: train_stopping_strategy };
}
