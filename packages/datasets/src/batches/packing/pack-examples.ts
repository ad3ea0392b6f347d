import { DatasetError } from "../../dataset-error.ts";
import type { Example } from "../../example.ts";
import { countLabels } from "../../labels.ts";
import { packLengths, requirePackingLength } from "./pack-lengths.ts";
import { joinExamples, splitExample } from "./split-example.ts";

/**
 * - `bfd`: best-fit decreasing. Rows stay whole.
 * - `bfd_split`: the same after longer rows were split into pieces of `maxLength`.
 * - `ffd`: first-fit decreasing. Rows stay whole.
 * - `wrapped`: all rows one after the other, cut every `maxLength` tokens. Rows in one piece see each other.
 */
export type PackingStrategy = "bfd" | "bfd_split" | "ffd" | "wrapped";

export const packingStrategies = ["bfd", "bfd_split", "ffd", "wrapped"] as const satisfies PackingStrategy[];

/** Sequences that share a row of a batch. They do not see each other: each has its own positions from 0. */
export type PackedRow = readonly Example[];

export interface PackedExamples {
  readonly rows: readonly PackedRow[];
  /** Tokens in all of them. */
  readonly tokens: number;
  /** Tokens ÷ (rows × maxLength), from 0 to 1. */
  readonly efficiency: number;
  /** Pieces of split rows that were left out because none of their tokens is trained. */
  readonly withoutLabels: number;
}

export interface PackExamplesOptions {
  /** Tokens that a packed row holds. */
  maxLength: number;
  /** Default `bfd`, as in TRL. */
  strategy?: PackingStrategy;
}

/**
 * Packs tokenised rows into few rows of at most `maxLength` tokens. The result depends on the examples and their order alone: packed
 * rows stand in the order in which they were opened, in each the longest sequence first, and `wrapped` keeps the order of the examples.
 *
 * `Example.row` stays what it was where the rows stay whole, and so does what is keyed by it, such as the noise. The pieces of a
 * split row after its first, and the rows of `wrapped`, get numbers that no other has.
 *
 * @throws DatasetError for a strategy that there is not, a wrong `maxLength`, and under `bfd` and `ffd` a row that is longer than it.
 */
export function packExamples(
  examples: readonly Example[],
  { maxLength, strategy = "bfd" }: PackExamplesOptions,
): PackedExamples {
  requirePackingLength(maxLength);
  const { sequences, withoutLabels } = cut(examples, maxLength, strategy);
  const lengths = Int32Array.from(sequences, ({ inputIds }) => inputIds.length);
  const rows =
    strategy === "wrapped"
      ? sequences.map((sequence) => [sequence])
      : packLengths(lengths, { maxLength, strategy: strategy === "ffd" ? "ffd" : "bfd" }).map((bin) =>
          bin.map((index) => sequences[index]!),
        );
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  return { rows, tokens, efficiency: rows.length === 0 ? 0 : tokens / (rows.length * maxLength), withoutLabels };
}

/** What is packed: the examples, or pieces of them. */
function cut(
  examples: readonly Example[],
  maxLength: number,
  strategy: PackingStrategy,
): { sequences: readonly Example[]; withoutLabels: number } {
  switch (strategy) {
    case "bfd":
    case "ffd":
      for (const { row, inputIds } of examples) {
        if (inputIds.length <= maxLength) continue;
        const reason = `row ${row} has ${inputIds.length} tokens, more than the maxLength of ${maxLength}`;
        throw new DatasetError(`${reason}: cut it before it is packed, or pack with bfd_split`);
      }
      return { sequences: examples, withoutLabels: 0 };
    case "bfd_split": {
      let next = examples.reduce((most, { row }) => Math.max(most, row), -1) + 1;
      const pieces = examples.flatMap((example) =>
        example.inputIds.length <= maxLength
          ? [example]
          : splitExample(example, maxLength).map((piece, index) => ({
              row: index === 0 ? example.row : next++,
              ...piece,
            })),
      );
      return withLabels(pieces);
    }
    case "wrapped":
      return withLabels(
        splitExample({ row: 0, ...joinExamples(examples) }, maxLength).map((piece, row) => ({ row, ...piece })),
      );
    default:
      throw new DatasetError(
        `there is no packing strategy ${JSON.stringify(strategy)}; known: ${packingStrategies.join(", ")}`,
      );
  }
}

function withLabels(pieces: readonly Example[]): { sequences: Example[]; withoutLabels: number } {
  const sequences = pieces.filter((piece) => countLabels(piece.labels) > 0);
  return { sequences, withoutLabels: pieces.length - sequences.length };
}
