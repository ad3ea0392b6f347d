import { type RaggedLayout, type RaggedShape, raggedLayout, raggedShape } from "./ragged-layout.ts";

/** A tokenised row: labels are not shifted, −100 is ignored, as in transformers. */
export interface TokenizedRow {
  readonly inputIds: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

/** Rows laid out for the model's programs. */
export interface RaggedBatch extends RaggedLayout {
  readonly lengths: readonly number[];
  /** [tokens] */
  readonly inputIds: Int32Array;
  /** [labelled] token to predict in each label slot. */
  readonly targets: Int32Array;
  /** Label slots in use. */
  readonly labelCount: number;
  /** Labels of each sequence. */
  readonly labelCounts: readonly number[];
}

/** Labels that are predicted: position 0 is not, since nothing comes before it. */
export function countLabels({ labels }: TokenizedRow): number {
  let count = 0;
  for (let position = 1; position < labels.length; position++) if (labels[position] !== -100) count++;
  return count;
}

/** The smallest shape for these rows; `groupSizes` as in `raggedShape`. */
export function batchShape(rows: readonly TokenizedRow[], groupSizes?: readonly number[]): RaggedShape {
  const lengths = rows.map((row) => row.inputIds.length);
  const labels = rows.reduce((sum, row) => sum + countLabels(row), 0);
  return raggedShape(lengths, labels, groupSizes);
}

/** @param shape a larger shape than the rows need, so that batches share compiled programs; default: their own. */
export function raggedBatch(rows: readonly TokenizedRow[], shape: RaggedShape = batchShape(rows)): RaggedBatch {
  const inputIds = new Int32Array(shape.tokens);
  const targets = new Int32Array(shape.labelled);
  const predicting: number[] = [];
  let start = 0;
  for (const row of rows) {
    inputIds.set(Array.from(row.inputIds), start);
    for (let position = 1; position < row.labels.length; position++) {
      if (row.labels[position] === -100) continue;
      targets[predicting.length] = row.labels[position]!;
      predicting.push(start + position - 1);
    }
    start += row.inputIds.length;
  }
  const lengths = rows.map((row) => row.inputIds.length);
  return {
    ...raggedLayout(shape, lengths, predicting),
    lengths,
    inputIds,
    targets,
    labelCount: predicting.length,
    labelCounts: rows.map(countLabels),
  };
}

/** Rows with a label slot for every position, whose targets are not used. */
export function batchOfAllPositions(rows: readonly ArrayLike<number>[]): RaggedBatch {
  const lengths = rows.map(({ length }) => length);
  const count = lengths.reduce((sum, length) => sum + length, 0);
  const shape = raggedShape(lengths, count);
  const inputIds = new Int32Array(shape.tokens);
  let start = 0;
  for (const row of rows) {
    inputIds.set(Array.from(row), start);
    start += row.length;
  }
  return {
    ...raggedLayout(shape, lengths, [...inputIds.keys()].slice(0, count)),
    lengths,
    inputIds,
    targets: new Int32Array(shape.labelled),
    labelCount: count,
    labelCounts: lengths,
  };
}
