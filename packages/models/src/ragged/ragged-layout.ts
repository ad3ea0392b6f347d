/** Sizes that a program is compiled for. */
export interface RaggedShape {
  /** Rows of the activations: the real tokens, rounded up, at least one more than there are. */
  readonly tokens: number;
  readonly batch: number;
  /** Places of a sequence around attention; batch·length is at least one more than the real tokens. */
  readonly length: number;
  /** Rows of the head: the labelled positions, rounded up, at least one more than there are. */
  readonly labelled: number;
}

/**
 * Where the real tokens of a batch stand. Activations hold one row a token and no pads; around attention they are spread to
 * [batch, length] and gathered back, and the head sees labelled positions only.
 *
 * Rows and places that hold no token point at each other: the last row is always spare, its gradient is zero because no
 * label and no other token depends on it, and so no index list needs a row of zeros.
 */
export interface RaggedLayout extends RaggedShape {
  /** [tokens] position of each token in its sequence. */
  readonly positions: Int32Array;
  /** [batch·length] row at each place. */
  readonly pad: Int32Array;
  /** [tokens] place of each row. */
  readonly unpad: Int32Array;
  /** [labelled] row whose output predicts each label. */
  readonly select: Int32Array;
  /** [tokens] label slot of each row; the first spare slot where the row predicts nothing. */
  readonly unselect: Int32Array;
  /** Row of the first token of each sequence. */
  readonly starts: readonly number[];
}

/** Rows that the shapes below are rounded up to a multiple of. */
const granularity = 16;

/** The same for the slots of the head. */
export const labelGranularity = 32;

/** The smallest shape, rounded up, that holds sequences of these lengths with so many labels. */
export function raggedShape(lengths: readonly number[], labels: number): RaggedShape {
  const real = lengths.reduce((sum, length) => sum + length, 0);
  const longest = Math.max(...lengths);
  const length = roundUp(longest);
  return {
    tokens: roundUp(real + 1),
    batch: lengths.length,
    length: lengths.length * length > real ? length : length + granularity,
    labelled: roundUp(labels + 1, labelGranularity),
  };
}

/**
 * Index lists for sequences of these lengths.
 *
 * @param lengths real tokens of each sequence; no more than `shape.batch` of them
 * @param predicting for each label its row, counted over the real tokens of all sequences
 */
export function raggedLayout(
  shape: RaggedShape,
  lengths: readonly number[],
  predicting: readonly number[],
): RaggedLayout {
  const { tokens, batch, length, labelled } = shape;
  const spareRow = tokens - 1;
  const positions = new Int32Array(tokens);
  const pad = new Int32Array(batch * length).fill(spareRow);
  const unpad = new Int32Array(tokens);
  const starts: number[] = [];
  let row = 0;
  for (const [sequence, count] of lengths.entries()) {
    starts.push(row);
    for (let position = 0; position < count; position++, row++) {
      positions[row] = position;
      pad[sequence * length + position] = row;
      unpad[row] = sequence * length + position;
    }
  }
  unpad.fill(pad.indexOf(spareRow), row);

  const select = new Int32Array(labelled).fill(spareRow);
  const unselect = new Int32Array(tokens).fill(predicting.length);
  for (const [slot, from] of predicting.entries()) {
    select[slot] = from;
    unselect[from] = slot;
  }
  return { ...shape, positions, pad, unpad, select, unselect, starts };
}

function roundUp(count: number, multiple = granularity): number {
  return Math.ceil(count / multiple) * multiple;
}
