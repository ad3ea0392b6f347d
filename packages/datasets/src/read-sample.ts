import { DatasetError } from "./dataset-error.ts";
import type { DatasetFormat } from "./formats/format.ts";
import { datasetFormats } from "./formats/registry.ts";
import { isRowObject, type RowObject, typeName } from "./json-value.ts";
import type { Row } from "./row.ts";
import type { Sample } from "./sample.ts";

/** @throws DatasetError for a bad row: one that is no JSON, no object, or not what the format says. */
export function readSample(row: Row, format: DatasetFormat, vocabSize: number): Sample {
  if (row.error !== undefined) throw row.error;
  if (!isRowObject(row.value)) throw new DatasetError(`the row is ${typeName(row.value)}, wanted an object`);
  const sample = parseRow(row.value, format);
  if (sample.type === "tokens") {
    const isUnknown = (id: number) => id >= vocabSize;
    const unknown = sample.inputIds.find(isUnknown) ?? sample.labels?.find(isUnknown);
    if (unknown !== undefined) throw new DatasetError(`it holds the token id ${unknown}, the model knows ${vocabSize}`);
  }
  return sample;
}

/** Files that mix formats are common: a row that looks like one of another format is told so. */
function parseRow(row: RowObject, format: DatasetFormat): Sample {
  try {
    return format.parse(row);
  } catch (error) {
    if (!DatasetError.isInstance(error) || format.recognize(row) !== null) throw error;
    const other = datasetFormats.find((candidate) => candidate.recognize(row) !== null);
    if (other === undefined) throw error;
    throw new DatasetError(`${error.reason}; it looks like a row of the format ${other.name}`, error.place, {
      cause: error,
    });
  }
}
