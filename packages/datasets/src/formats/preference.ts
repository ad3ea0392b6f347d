import { DatasetError } from "../dataset-error.ts";
import type { RowObject } from "../json-value.ts";

/**
 * Rows that are no examples to imitate.
 * @throws DatasetError for pairs of a chosen and a rejected answer (DPO), judged answers (KTO), and pictures, video or sound.
 */
export function refuseOtherTasks(row: RowObject): void {
  if (row.chosen !== undefined && row.rejected !== undefined)
    throw new DatasetError(
      'it is a preference, "chosen" and "rejected", and not an example; make rows of the chosen answers to train on them',
    );
  if (typeof row.label === "boolean" || typeof row.kto_tag === "boolean")
    throw new DatasetError(
      "its answer is judged by a label (KTO); keep the rows that are labelled true, without the label",
    );
  for (const key of ["images", "videos", "audios"] as const)
    if (Array.isArray(row[key]) && row[key].length > 0)
      throw new DatasetError(`it has "${key}", and only text can be trained`);
}
