import { openDataset, packExamples, prepareDataset } from "@neftune/datasets";
import { AutoTokenizer } from "@neftune/models";
import { checksum } from "../inputs/checksum.ts";
import { peakMemoryMb } from "./peak-memory.ts";

interface PrepareInput {
  /** A file of Alpaca's rows. */
  readonly rows: string;
  readonly tokenizer: string;
  readonly maxLength: number;
}

/** What became of a file's rows, and how long it took. Printed by the peer, too. */
export interface PrepareResult {
  readonly rows: number;
  readonly tokens: number;
  /** Of the ids in their order, and of which of them are labels. */
  readonly checksum: number;
  /** Null where rows are not packed. */
  readonly packedRows: number | null;
  /** Reading, the template, tokens and labels. */
  readonly tokenizeSeconds: number;
  readonly packSeconds: number | null;
  readonly maxRssMb: number;
}

const { rows, tokenizer: folder, maxLength } = JSON.parse(process.argv[2]!) as PrepareInput;
const tokenizer = await AutoTokenizer.fromPretrained(folder);
const began = performance.now();
const { examples } = await prepareDataset(await openDataset(rows, "alpaca"), { tokenizer, maxLength });
const tokenized = performance.now();
const packed = packExamples(examples, { maxLength });
const packedAt = performance.now();
const result: PrepareResult = {
  rows: examples.length,
  tokens: examples.reduce((sum, { inputIds }) => sum + inputIds.length, 0),
  checksum: checksum(examples),
  packedRows: packed.rows.length,
  tokenizeSeconds: (tokenized - began) / 1000,
  packSeconds: (packedAt - tokenized) / 1000,
  maxRssMb: peakMemoryMb(),
};
console.log(JSON.stringify(result));
