import { type LengthCounts, quantile } from "./length-counts.ts";

/** Rows with lengths from one to another, both counted in. */
export interface LengthBin {
  from: number;
  to: number;
  rows: number;
}

/** Bins at most; more would not be read. */
const MOST_BINS = 12;

/** A few rows may be very long: so many of all are shown in bins of one width, one more bin takes the rest. */
const SHOWN_SHARE = 0.995;

/**
 * A histogram of lengths in bins of one width. Where rows are longer than `maxLength`, a bin ends at it.
 */
export function lengthBins(counts: LengthCounts, maxLength: number | null): LengthBin[] {
  const lengths = counts.ascending();
  const [shortest, longest] = [lengths[0]?.[0], lengths.at(-1)?.[0]];
  if (shortest === undefined || longest === undefined) return [];
  const isCut = maxLength !== null && longest > maxLength;
  const end = Math.max(1, quantile(lengths, SHOWN_SHARE * counts.rows), isCut ? maxLength : 0);
  const width = isCut ? widthFor(maxLength, end) : roundWidth(shortest, end);
  const first = Math.max(0, Math.ceil(shortest / width) - 1);
  const count = Math.min(MOST_BINS, Math.max(1, Math.ceil(end / width) - first));
  const bins = Array.from({ length: count }, (_, index): LengthBin => {
    return { from: (first + index) * width + 1, to: (first + index + 1) * width, rows: 0 };
  });
  const last = bins.at(-1)!.to;
  if (longest > last) bins.push({ from: last + 1, to: longest, rows: 0 });
  for (const [length, rows] of lengths) {
    const index = Math.max(0, Math.ceil(length / width) - 1 - first);
    bins[Math.min(index, bins.length - 1)]!.rows += rows;
  }
  // A row of nothing belongs to the first bin.
  bins[0]!.from = Math.min(bins[0]!.from, shortest);
  return bins;
}

/** The maximum length halved as often as there are bins for. */
function widthFor(maxLength: number, end: number): number {
  let width = maxLength;
  while (width % 2 === 0 && end / (width / 2) <= MOST_BINS) width /= 2;
  return width;
}

/** 1, 2, 5, 10, 20, 50, …: the least that is wide enough. */
function roundWidth(shortest: number, end: number): number {
  for (let power = 1; ; power *= 10) {
    for (const step of [1, 2, 5]) {
      const width = step * power;
      if (Math.ceil(end / width) - Math.max(0, Math.ceil(shortest / width) - 1) <= MOST_BINS) return width;
    }
  }
}
