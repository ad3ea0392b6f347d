/** How long rows are. */
export interface LengthStatistics {
  min: number;
  mean: number;
  median: number;
  /** 95 % of the rows are at most so long. */
  p95: number;
  max: number;
}

/** How many rows there are of each length: exact, and no larger for a million rows than for a thousand. */
export class LengthCounts {
  private readonly counts = new Map<number, number>();
  rows = 0;
  total = 0;

  add(length: number): void {
    this.counts.set(length, (this.counts.get(length) ?? 0) + 1);
    this.rows++;
    this.total += length;
  }

  /** Lengths with their rows, the shortest first. */
  ascending(): [length: number, rows: number][] {
    return [...this.counts].sort(([a], [b]) => a - b);
  }

  /** Null where there are no rows. */
  statistics(): LengthStatistics | null {
    if (this.rows === 0) return null;
    const lengths = this.ascending();
    const [median, p95] = [0.5, 0.95].map((share) => quantile(lengths, share * this.rows));
    return {
      min: lengths[0]![0],
      mean: this.total / this.rows,
      median: median!,
      p95: p95!,
      max: lengths.at(-1)![0],
    };
  }
}

/** The least length that so many rows do not exceed. */
export function quantile(ascending: readonly [length: number, rows: number][], rows: number): number {
  let seen = 0;
  for (const [length, count] of ascending) {
    seen += count;
    if (seen >= rows) return length;
  }
  return ascending.at(-1)?.[0] ?? 0;
}
