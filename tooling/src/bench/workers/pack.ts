import { writeFileSync } from "node:fs";
import { alpaca, packExamples, packingStrategies, packLengths, prepareDataset } from "@neftune/datasets";
import { AutoTokenizer } from "@neftune/models";

interface PackInput {
  /** A folder with a tokenizer. */
  readonly tokenizer: string;
  /** Rows of Alpaca. */
  readonly rows: string;
  readonly maxLength: number;
  /** Where the rows' lengths are written, for the peer. */
  readonly lengths: string;
}

/** What came of packing the rows once with each strategy. */
export interface PackResult {
  readonly rows: number;
  readonly tokens: number;
  readonly strategies: readonly {
    readonly strategy: (typeof packingStrategies)[number];
    /** Packed rows. */
    readonly rows: number;
    readonly efficiency: number;
    readonly seconds: number;
  }[];
  /** Which rows best-fit decreasing puts together. */
  readonly bins: readonly (readonly number[])[];
}

// Tokenises the rows, cut to the length of a packed one, and packs them.
const { tokenizer, rows, maxLength, lengths: target } = JSON.parse(process.argv[2]!) as PackInput;
const prepared = await prepareDataset(alpaca(rows), {
  tokenizer: await AutoTokenizer.fromPretrained(tokenizer),
  maxLength,
});
const { examples } = prepared;
const lengths = examples.map(({ inputIds }) => inputIds.length);
writeFileSync(target, JSON.stringify(lengths));
const strategies = packingStrategies.map((strategy) => {
  const began = performance.now();
  const packed = packExamples(examples, { maxLength, strategy });
  const seconds = (performance.now() - began) / 1000;
  return { strategy, rows: packed.rows.length, efficiency: packed.efficiency, seconds };
});
const result: PackResult = {
  rows: examples.length,
  tokens: lengths.reduce((sum, length) => sum + length, 0),
  strategies,
  bins: packLengths(lengths, { maxLength }),
};
console.log(JSON.stringify(result));
