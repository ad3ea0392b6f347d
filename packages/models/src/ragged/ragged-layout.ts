/** Sequences that are padded to one length around attention. */
export interface AttentionGroup {
  readonly batch: number;
  readonly length: number;
}

/** Sizes that a program is compiled for. */
export interface RaggedShape {
  /** Rows of the activations: the real tokens, rounded up, at least one more than there are unless they fill every place. */
  readonly tokens: number;
  /** The longest sequences first. They have at least one place more, in all, than there are real tokens, or just as many. */
  readonly groups: readonly AttentionGroup[];
  /** Label slots, rounded up, at least one more than there are labels. */
  readonly labelled: number;
}

/**
 * Where the real tokens of a batch stand. Activations hold one row a token and no pads; around attention they are spread to the
 * places of the groups, [batch, length] one after the other, and gathered back, and the head sees labelled positions only.
 *
 * Rows and places that hold no token point at each other: where there are any, the last row is spare, its gradient is zero
 * because no label and no other token depends on it, and so no index list needs a row of zeros.
 */
export interface RaggedLayout extends RaggedShape {
  /** [tokens] position of each token in its sequence. */
  readonly positions: Int32Array;
  /** [places] row at each place. */
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
const granularity = 8;

/** The same for the slots of the head. */
export const labelGranularity = 32;

/** Places around attention in all groups. */
export function placesOf({ groups }: Pick<RaggedShape, "groups">): number {
  return groups.reduce((sum, { batch, length }) => sum + batch * length, 0);
}

/**
 * The smallest shape, rounded up, that holds sequences of these lengths with so many labels.
 *
 * @param groupSizes sequences of each group, those of the longest ones first, so that the others are not padded to their length; with
 * room for all sequences, or more. Default: one group.
 */
export function raggedShape(
  lengths: readonly number[],
  labels: number,
  groupSizes: readonly number[] = [lengths.length],
): RaggedShape {
  const real = lengths.reduce((sum, length) => sum + length, 0);
  const sorted = lengths.toSorted((a, b) => b - a);
  let first = 0;
  const groups = groupSizes.map((batch) => {
    const length = roundUp(sorted[first] ?? 1);
    first += batch;
    return { batch, length };
  });
  const isFull = placesOf({ groups }) === real;
  return { tokens: isFull ? real : roundUp(real + 1), groups, labelled: roundUp(labels + 1, labelGranularity) };
}

/**
 * Index lists for sequences of these lengths.
 *
 * @param lengths real tokens of each sequence, at most as many as the shape has room for
 * @param predicting for each label its row, counted over the real tokens of all sequences
 */
export function raggedLayout(
  shape: RaggedShape,
  lengths: readonly number[],
  predicting: readonly number[],
): RaggedLayout {
  const { tokens, labelled } = shape;
  // A real one where every row is: what points at it is not pointed back at, and so adds nothing to its gradient.
  const spareRow = tokens - 1;
  const positions = new Int32Array(tokens);
  const pad = new Int32Array(placesOf(shape)).fill(spareRow);
  const unpad = new Int32Array(tokens);
  const places = firstPlaces(shape, lengths);
  const starts: number[] = [];
  let row = 0;
  for (const [sequence, count] of lengths.entries()) {
    starts.push(row);
    for (let position = 0; position < count; position++, row++) {
      positions[row] = position;
      pad[places[sequence]! + position] = row;
      unpad[row] = places[sequence]! + position;
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

/** The place of each sequence's first token: the longest sequences fill the first group. */
function firstPlaces({ groups }: RaggedShape, lengths: readonly number[]): number[] {
  const free: number[] = [];
  let place = 0;
  for (const { batch, length } of groups) for (let index = 0; index < batch; index++, place += length) free.push(place);
  const places: number[] = [];
  const longestFirst = [...lengths.keys()].sort((a, b) => lengths[b]! - lengths[a]!);
  for (const [rank, sequence] of longestFirst.entries()) places[sequence] = free[rank]!;
  return places;
}

function roundUp(count: number, multiple = granularity): number {
  return Math.ceil(count / multiple) * multiple;
}
