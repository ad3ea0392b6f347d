import { DatasetError } from "../dataset-error.ts";
import { isRowObject, listKeys, typeName } from "../json-value.ts";
import { rowsOf } from "../row.ts";
import type { FileReader } from "./data-file.ts";
import { parseJson } from "./parse-json.ts";

/** One array of rows. */
export const jsonReader: FileReader = {
  recognize: () => true,
  read: (file) => {
    const text = file.text();
    if (text.trim() === "") throw new DatasetError("the file is empty", { path: file.path });
    const value = parseJson(text, file.path);
    if (Array.isArray(value)) return rowsOf(value);
    const keys = isRowObject(value) ? ` with ${listKeys(value)}` : "";
    throw new DatasetError(`the top level is ${typeName(value)}${keys}, wanted an array of rows`, { path: file.path });
  },
};
