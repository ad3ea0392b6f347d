import type { LeakReport } from "./find-leaks.ts";

/**
 * The examples of both sides without those that a report of them names, in order.
 * @param from the side that loses them: from the training rows all that are like a test row, or from the test rows all that have a like
 */
export function removeLeaks<T>(
  { train, test }: { train: readonly T[]; test: readonly T[] },
  { leaks, trainIndices }: LeakReport,
  from: "train" | "test",
): { train: T[]; test: T[] } {
  const lost = new Set(from === "train" ? trainIndices : leaks.map(({ test }) => test));
  const without = (rows: readonly T[]) => rows.filter((_, index) => !lost.has(index));
  return from === "train" ? { train: without(train), test: [...test] } : { train: [...train], test: without(test) };
}
