/** A bound on our figure, or on the quotient of ours and the peer's. */
export interface Target {
  readonly of: "ours" | "ratio";
  readonly bound: "at least" | "at most";
  readonly value: number;
}

/** One figure of ours, beside a peer's where there is one. */
export interface Measurement {
  /** What is measured, with its unit. */
  readonly name: string;
  readonly ours: number;
  readonly peer: { readonly name: string; readonly value: number } | null;
  readonly target: Target | null;
}

/** What a benchmark found. */
export interface BenchmarkResult {
  readonly measurements: readonly Measurement[];
  /** What else is to be known: a sentence each. */
  readonly notes: readonly string[];
}

/** Ours / peer; null without a peer. */
export function ratioOf({ ours, peer }: Measurement): number | null {
  return peer && ours / peer.value;
}

/** Whether the target is reached; null where there is none or nothing to compare with. */
export function isMet(measurement: Measurement): boolean | null {
  const { target } = measurement;
  const value = target?.of === "ratio" ? ratioOf(measurement) : measurement.ours;
  if (target === null || value === null) return null;
  return target.bound === "at least" ? value >= target.value : value <= target.value;
}
