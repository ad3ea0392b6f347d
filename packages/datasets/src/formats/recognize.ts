import { DatasetError } from "../dataset-error.ts";
import { isRowObject, listKeys } from "../json-value.ts";
import type { Row } from "../row.ts";
import type { DatasetFormat } from "./format.ts";
import { datasetFormats } from "./registry.ts";

/** Bad rows may come first; this many are looked at before the file is given up. */
export const ROWS_LOOKED_AT = 100;

export interface RecognizedFormat {
  format: DatasetFormat;
  /** Why, as a sentence for the user. */
  reason: string;
}

/**
 * The format of the first row that any format recognises.
 * @throws DatasetError that says which keys the rows have, or what they are instead of objects.
 */
export function recognizeFormat(rows: readonly Row[]): RecognizedFormat {
  const objects = rows
    .slice(0, ROWS_LOOKED_AT)
    .map((row) => row.value)
    .filter(isRowObject);
  for (const row of objects) {
    for (const format of datasetFormats) {
      const reason = format.recognize(row);
      if (reason !== null) return { format, reason: `recognised as ${format.name} because ${reason}` };
    }
  }
  const known = datasetFormats.map((format) => format.name).join(", ");
  const unreadable = rows.find((row) => row.error !== undefined);
  if (objects.length === 0 && unreadable?.error !== undefined) throw unreadable.error;
  throw new DatasetError(
    objects[0] === undefined
      ? "the format is not recognised: no row is an object"
      : `the format is not recognised: the rows have ${listKeys(objects[0])}; known formats: ${known}`,
  );
}
