import { DatasetError } from "../dataset-error.ts";
import { listKeys, type RowObject, typeName } from "../json-value.ts";
import { IGNORE_INDEX } from "../labels.ts";
import { type DatasetSource, datasetSource } from "../source.ts";
import type { DatasetFormat } from "./format.ts";

const LARGEST_ID = 2 ** 31 - 1;

/** Rows that are tokens already, as TRL takes them: `input_ids`, and `labels` of the same length or none. */
export const tokensFormat: DatasetFormat = {
  name: "tokens",
  recognize: (row) => (isSequence(row.input_ids) ? 'its rows have "input_ids"' : null),
  parse: (row) => {
    const inputIds = integerField(row, "input_ids", (id) => id >= 0, "token ids are integers from 0");
    if (row.labels === undefined || row.labels === null) return { type: "tokens", inputIds };
    const labels = integerField(
      row,
      "labels",
      (id) => id >= 0 || id === IGNORE_INDEX,
      `labels are token ids or ${IGNORE_INDEX}`,
    );
    if (labels.length !== inputIds.length) {
      throw new DatasetError(
        `"labels" has ${labels.length} entries and "input_ids" ${inputIds.length}; wanted as many`,
      );
    }
    return { type: "tokens", inputIds, labels };
  },
};

/** A data set of tokens: a JSON or JSONL file, or its rows. Nothing is read before `rows()` is called. */
export function tokens(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(tokensFormat, from);
}

function integerField(row: RowObject, key: string, allowed: (id: number) => boolean, rule: string): Int32Array {
  if (!Object.hasOwn(row, key)) throw new DatasetError(`"${key}" is missing; the row has ${listKeys(row)}`);
  const values = row[key];
  if (!isSequence(values)) throw new DatasetError(`"${key}" is ${typeName(values)}, wanted an array of integers`);
  const ids = new Int32Array(values.length);
  for (let position = 0; position < values.length; position++) {
    const id = values[position];
    if (typeof id !== "number" || !Number.isInteger(id) || id > LARGEST_ID || !allowed(id)) {
      throw new DatasetError(`"${key}"[${position}] is ${typeof id === "number" ? id : typeName(id)}; ${rule}`);
    }
    ids[position] = id;
  }
  return ids;
}

/** Rows given in memory may hold typed arrays. */
function isSequence(values: unknown): values is ArrayLike<unknown> {
  return Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView));
}
