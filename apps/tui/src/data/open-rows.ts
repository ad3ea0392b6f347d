import { type DataPaths, type DatasetSource, openDataset } from "@neftune/datasets";
import type { DataRequest } from "../options/training-request.ts";

/** The rows of files, as the request says what they are. @throws DatasetError */
export function openRows(paths: DataPaths, request: DataRequest): Promise<DatasetSource> {
  return openDataset(paths, request.dataset_format);
}
