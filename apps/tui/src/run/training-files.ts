import { type DataPaths, hubDatasetFiles } from "@neftune/datasets";
import type { HubOptions } from "@neftune/hub";
import { RequestError } from "../errors/request-error.ts";
import type { TrainingRequest } from "../options/training-request.ts";

/** Where the rows of a run are. */
export interface TrainingFiles {
  readonly train: DataPaths;
  /** Null where no test rows are named. */
  readonly test: DataPaths | null;
}

type Request = Pick<
  TrainingRequest,
  | "train_file"
  | "eval_file"
  | "dataset_name"
  | "dataset_config"
  | "dataset_train_split"
  | "dataset_test_split"
  | "dataset_revision"
>;

/**
 * The files that a request names, or those of its data set on the hub, which come into the cache for it.
 * @throws DatasetError for a split or a configuration that is not there; HubError as downloads do
 */
export async function trainingFiles(request: Request, hub: HubOptions): Promise<TrainingFiles> {
  const { train_file, eval_file, dataset_name, dataset_train_split, dataset_test_split } = request;
  if (dataset_name === null) {
    if (train_file === null) throw new RequestError("neither train_file nor dataset_name is given");
    return { train: train_file, test: eval_file };
  }
  const splits = [dataset_train_split, ...(dataset_test_split === null ? [] : [dataset_test_split])];
  const revision = request.dataset_revision ?? undefined;
  const [train, test] = await hubDatasetFiles(dataset_name, {
    ...hub,
    config: request.dataset_config,
    splits,
    revision,
  });
  return { train: train ?? [], test: test ?? eval_file };
}
