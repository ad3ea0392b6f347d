import { DatasetError } from "../dataset-error.ts";
import { alpacaFormat } from "./alpaca.ts";
import type { DatasetFormat } from "./format.ts";
import { tokensFormat } from "./tokens.ts";

/** Every format. `auto` takes the first that recognises a row, so the more particular ones come first. */
export const datasetFormats: readonly DatasetFormat[] = [tokensFormat, alpacaFormat];

/** @throws DatasetError that lists the known names. */
export function datasetFormat(name: string): DatasetFormat {
  const format = datasetFormats.find((known) => known.name === name);
  if (format !== undefined) return format;
  const names = [...datasetFormats.map((known) => known.name), "auto"].sort();
  throw new DatasetError(`there is no dataset format ${JSON.stringify(name)}; known: ${names.join(", ")}`);
}
