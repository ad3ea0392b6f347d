import { type DataPaths, type DatasetSource, openDataset } from "@neftune/datasets";
import type { TrainingRequest } from "../options/training-request.ts";

/** The format that rows are read as, and where their text is. */
export type RowKeys = Pick<TrainingRequest, "dataset_format" | "dataset_text_field">;

/** The rows of files as a request says that they are. @throws DatasetError */
export function openRows(paths: DataPaths, { dataset_format, dataset_text_field }: RowKeys): Promise<DatasetSource> {
  return openDataset(paths, dataset_format, { textField: dataset_text_field });
}
