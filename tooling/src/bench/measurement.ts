/** A bound on our figure, or on the quotient of ours and the peer's. */
export interface Target {
  readonly of: "ours" | "ratio";
  readonly bound: "at least" | "at most";
  readonly value: number;
}

/** What ours is held against. */
export interface PeerFigure {
  readonly name: string;
  /** Null where the peer is not there. */
  readonly value: number | null;
}

/** One figure of ours, beside a peer's where there is one. */
export interface Measurement {
  /** What is measured, with its unit. */
  readonly name: string;
  readonly ours: number;
  readonly peer: PeerFigure | null;
  readonly target: Target | null;
}

/** What a benchmark found. */
export interface BenchmarkResult {
  readonly measurements: readonly Measurement[];
  /** What else is to be known: a sentence each. */
  readonly notes: readonly string[];
  /** What of ours could not be measured, or computed something else: a sentence each. */
  readonly failures: readonly string[];
  /** What each run of each side printed, by side. */
  readonly runs: Readonly<Record<string, readonly unknown[]>>;
}

export const atLeast = (value: number): Target => ({ of: "ratio", bound: "at least", value });
export const atMost = (value: number): Target => ({ of: "ratio", bound: "at most", value });

/** Several results as one. */
export function joinResults(results: readonly BenchmarkResult[]): BenchmarkResult {
  return {
    measurements: results.flatMap(({ measurements }) => measurements),
    notes: results.flatMap(({ notes }) => notes),
    failures: results.flatMap(({ failures }) => failures),
    runs: Object.assign({}, ...results.map(({ runs }) => runs)),
  };
}

/** Ours / peer; null without a peer. */
export function ratioOf({ ours, peer }: Measurement): number | null {
  return peer === null || peer.value === null ? null : ours / peer.value;
}

/** Whether the target is reached; null where there is none or nothing to compare with. */
export function isMet(measurement: Measurement): boolean | null {
  const { target } = measurement;
  const value = target?.of === "ratio" ? ratioOf(measurement) : measurement.ours;
  if (target === null || value === null) return null;
  return target.bound === "at least" ? value >= target.value : value <= target.value;
}
