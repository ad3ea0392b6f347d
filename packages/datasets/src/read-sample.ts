import { DatasetError } from "./dataset-error.ts";
import type { DatasetFormat } from "./formats/format.ts";
import { isRowObject, typeName } from "./json-value.ts";
import type { Row } from "./row.ts";
import type { Sample } from "./sample.ts";

/** @throws DatasetError for a bad row: one that is no JSON, no object, or not what the format says. */
export function readSample(row: Row, format: DatasetFormat, vocabSize: number): Sample {
  if (row.error !== undefined) throw row.error;
  if (!isRowObject(row.value)) throw new DatasetError(`the row is ${typeName(row.value)}, wanted an object`);
  const sample = format.parse(row.value);
  if (sample.type === "tokens") {
    const isUnknown = (id: number) => id >= vocabSize;
    const unknown = sample.inputIds.find(isUnknown) ?? sample.labels?.find(isUnknown);
    if (unknown !== undefined) throw new DatasetError(`it holds the token id ${unknown}, the model knows ${vocabSize}`);
  }
  return sample;
}
