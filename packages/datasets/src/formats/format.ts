import type { RowObject } from "../json-value.ts";
import type { Row } from "../row.ts";
import type { Sample } from "../sample.ts";

/** How the rows of one kind of data set are read. One file each, listed in registry.ts. */
export interface DatasetFormat {
  /** As options and recipes name it. */
  readonly name: string;
  /** Why a row is of this format, in words that end "recognised as NAME because …"; null where it is not. */
  recognize(row: RowObject): string | null;
  /** @throws DatasetError without a place: a key that is missing or of the wrong type. */
  parse(row: RowObject): Sample;
  /** Makes rows for `parse` of several rows of a file, for formats that spread an example over them. */
  gather?(rows: AsyncIterable<Row>): AsyncIterable<Row>;
}
