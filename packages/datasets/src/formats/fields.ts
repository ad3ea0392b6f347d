import { DatasetError } from "../dataset-error.ts";
import { listKeys, type RowObject, typeName } from "../json-value.ts";

/** @throws DatasetError where the key is missing or does not hold a string. */
export function stringField(row: RowObject, key: string): string {
  if (!Object.hasOwn(row, key)) throw new DatasetError(`"${key}" is missing; the row has ${listKeys(row)}`);
  const value = row[key];
  if (typeof value !== "string") throw new DatasetError(`"${key}" is ${typeName(value)}, wanted a string`);
  return value;
}

/** The same of a string that says something. @throws DatasetError where it is empty or blank, too. */
export function filledField(row: RowObject, key: string): string {
  const value = stringField(row, key);
  if (value.trim() === "") throw new DatasetError(`"${key}" is empty`);
  return value;
}

/** The string under a key, "" where the key is missing or null. @throws DatasetError where it holds anything else. */
export function optionalStringField(row: RowObject, key: string): string {
  return row[key] === undefined || row[key] === null ? "" : stringField(row, key);
}
