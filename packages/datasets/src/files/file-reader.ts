import type { Row } from "../row.ts";
import type { TextBlock } from "./text-blocks.ts";

/** A file of text that is being read. */
export interface TextFile {
  /** As messages name it. */
  readonly path: string;
  /** The name without the ending of a compression, such as `rows.jsonl` for `rows.jsonl.gz`. */
  readonly name: string;
  /** The beginning of the text, all of it where the text is short. */
  readonly head: string;
  /** The whole text, `head` included; to be read once. */
  readonly blocks: AsyncIterable<TextBlock>;
}

/** One layout that rows are stored in as text. One file each, listed in read-rows.ts. */
export interface TextReader {
  recognize(file: TextFile): boolean;
  /**
   * The rows, as many at a time as a block of text happens to hold, perhaps none.
   * @throws DatasetError that names the file and the place in it, where no later row can be trusted
   */
  read(file: TextFile): AsyncIterable<readonly Row[]>;
}
