import { DatasetError } from "../dataset-error.ts";
import type { RowObject } from "../json-value.ts";

const media = ["image", "images", "video", "videos", "audio", "audios"] as const;

/**
 * What a row is where it is no example to imitate, and what to do about it: a chosen and a rejected answer (DPO), an
 * answer with a verdict (KTO), pictures, video or sound. Null for all other rows.
 */
export function otherTask(row: RowObject): string | null {
  if (row.chosen !== undefined && row.rejected !== undefined)
    return (
      'it is a preference (DPO), "chosen" and "rejected", and no answer to imitate; ' +
      "to train on the chosen answers, put them where the answer goes and leave both keys out"
    );
  if (typeof row.label === "boolean" || typeof row.kto_tag === "boolean")
    return "its answer comes with a verdict (KTO); keep the rows whose verdict is true, without that key";
  for (const key of media) {
    const value = row[key];
    if (Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== "")
      return `it has "${key}", and only text can be trained`;
  }
  return null;
}

/** @throws DatasetError for a row of another task. */
export function refuseOtherTasks(row: RowObject): void {
  const reason = otherTask(row);
  if (reason !== null) throw new DatasetError(reason);
}
