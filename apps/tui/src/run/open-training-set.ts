import { type DataPaths, type DatasetSource, openDataset } from "@neftune/datasets";
import type { DatasetMixture } from "@neftune/trainer";
import type { TrainingRequest } from "../options/training-request.ts";

type Request = Pick<TrainingRequest, "train_weights" | "train_stopping_strategy" | "dataset_format">;

/**
 * The rows to train on: one set, or with weights one for each name, each of a format of its own.
 * @throws DatasetError
 */
export async function openTrainingSet(
  paths: DataPaths,
  { train_weights, train_stopping_strategy, dataset_format }: Request,
): Promise<DatasetSource | DatasetMixture> {
  if (train_weights === null) return openDataset(paths, dataset_format);
  const datasets: DatasetSource[] = [];
  for (const path of [paths].flat()) datasets.push(await openDataset(path, dataset_format));
  return { datasets, probabilities: train_weights, stoppingStrategy: train_stopping_strategy };
}
