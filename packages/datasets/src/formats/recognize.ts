import { DatasetError } from "../dataset-error.ts";
import { isRowObject, listKeys, type RowObject } from "../json-value.ts";
import type { Row } from "../row.ts";
import { adviceFor } from "./advice.ts";
import type { DatasetFormat } from "./format.ts";
import { datasetFormats } from "./registry.ts";
import { textFormatOf } from "./text.ts";

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
  const objects = firstObjects(rows);
  for (const row of objects) {
    for (const format of datasetFormats) {
      const reason = format.recognize(row);
      if (reason !== null) return { format, reason: `recognised as ${format.name} because ${reason}` };
    }
  }
  const [first] = objects;
  if (first === undefined) throw new DatasetError("the format is not recognised: no row is an object");
  throw new DatasetError(`the format is not recognised: the rows have ${listKeys(first)}; ${adviceFor(first)}`);
}

/**
 * Rows of text under a key that the user has named.
 * @throws DatasetError where no row has a text there.
 */
export function recognizeText(rows: readonly Row[], field: string): RecognizedFormat {
  const format = textFormatOf(field);
  const objects = firstObjects(rows);
  if (objects.some((row) => format.recognize(row) !== null))
    return { format, reason: `read as text because dataset_text_field is ${JSON.stringify(field)}` };
  const keys = objects[0] === undefined ? "are no objects" : `have ${listKeys(objects[0])}`;
  throw new DatasetError(
    `no row has a text under ${JSON.stringify(field)}, as dataset_text_field says; the rows ${keys}`,
  );
}

/** @throws DatasetError where the first rows cannot be read. */
function firstObjects(rows: readonly Row[]): RowObject[] {
  const looked = rows.slice(0, ROWS_LOOKED_AT);
  const objects = looked.map((row) => row.value).filter(isRowObject);
  const unreadable = looked.find((row) => row.error !== undefined);
  if (objects.length === 0 && unreadable?.error !== undefined) throw unreadable.error;
  return objects;
}
