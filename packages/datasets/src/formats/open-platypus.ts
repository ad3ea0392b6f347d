import { type DatasetSource, datasetSource } from "../source.ts";
import { alpacaFormat } from "./alpaca.ts";
import type { DatasetFormat } from "./format.ts";

/** Open-Platypus: Alpaca's keys with the `data_source` that each row was taken from. */
export const openPlatypusFormat: DatasetFormat = {
  name: "open-platypus",
  recognize: (row) =>
    typeof row.data_source === "string" && alpacaFormat.recognize(row) !== null
      ? 'its rows have "instruction", "output" and "data_source"'
      : null,
  parse: alpacaFormat.parse,
};

/** Open-Platypus: a file, or its rows. Nothing is read before `rows()` is called. */
export function openPlatypus(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(openPlatypusFormat, from);
}
