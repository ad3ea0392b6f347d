import { type DatasetSource, datasetFormats, openDataset, streamExamples } from "@neftune/datasets";
import { AutoTokenizer } from "@neftune/models";
import { madeRows } from "../inputs/made-rows.ts";
import { peakMemoryMb } from "./peak-memory.ts";

interface StreamInput {
  readonly tokenizer: string;
  readonly rows: number;
  readonly seed: number;
  /** A file with these rows; null where they are made as they are asked for. */
  readonly file: string | null;
}

export interface StreamResult {
  readonly rows: number;
  readonly tokens: number;
  readonly seconds: number;
  readonly maxRssMb: number;
}

const { tokenizer: folder, rows, seed, file } = JSON.parse(process.argv[2]!) as StreamInput;
const tokenizer = await AutoTokenizer.fromPretrained(folder);
const source = file === null ? made() : await openDataset(file, "alpaca");
const began = performance.now();
let used = 0;
let tokens = 0;
for await (const { inputIds } of streamExamples(source, { tokenizer, maxLength: 1024 })) {
  used++;
  tokens += inputIds.length;
}
const result: StreamResult = {
  rows: used,
  tokens,
  seconds: (performance.now() - began) / 1000,
  maxRssMb: peakMemoryMb(),
};
console.log(JSON.stringify(result));

function made(): DatasetSource {
  return {
    format: datasetFormats.find(({ name }) => name === "alpaca")!,
    async *rows() {
      let index = 0;
      for (const value of madeRows(rows, seed)) yield { index: index++, value };
    },
  };
}
