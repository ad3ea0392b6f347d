import { DatasetError, type Example, findLeaks, type LeakReport, removeLeaks } from "@neftune/datasets";
import type { SFTConfig } from "./sft-config.ts";

/** Rows to train and to test on, and what is to be said of those that stand on both sides. */
export interface CheckedSides {
  readonly train: readonly Example[];
  readonly test: readonly Example[];
  readonly warnings: readonly string[];
}

/**
 * Looks for test rows that stand in the training rows too, and removes them where `onLeak` says so.
 *
 * @param isSplit whether the test rows were set aside from the same data set
 * @throws DatasetError when no row is left on the side that loses them
 */
export async function checkLeaks(
  train: readonly Example[],
  test: readonly Example[],
  { onLeak, isSplit }: { onLeak: SFTConfig["onLeak"]; isSplit: boolean },
): Promise<CheckedSides> {
  if (onLeak === "ignore") return { train, test, warnings: [] };
  const report = await findLeaks(train, test);
  const warnings = report.isComplete
    ? []
    : ["so many rows are much alike that not all near duplicates between training and test rows were looked for"];
  if (report.leaks.length === 0) return { train, test, warnings };
  const found = describeLeaks(report, train, test);
  if (onLeak === "report") {
    const split = isSplit ? ", group_duplicates keeps such rows on one side" : "";
    const remedy = `on_leak remove_from_train or remove_from_test takes them out${split}`;
    return { train, test, warnings: [`${found}; the gap looks smaller than it is: ${remedy}`, ...warnings] };
  }
  const side = onLeak === "remove_from_train" ? "train" : "test";
  const kept = removeLeaks({ train, test }, report, side);
  if (kept[side].length === 0) throw new DatasetError(`${found}; on_leak ${onLeak} leaves no row to ${side} on`);
  const removed =
    side === "train" ? `the ${train.length - kept.train.length} training rows like them` : "these test rows";
  return { ...kept, warnings: [`${found}; ${removed} were removed`, ...warnings] };
}

function describeLeaks({ leaks, counts }: LeakReport, train: readonly Example[], test: readonly Example[]): string {
  const kinds = [
    [counts.row, "the same"],
    [counts.near, "nearly the same"],
    [counts.prompt, "with the same prompt"],
    [counts.answer, "with the same long answer"],
  ] as const;
  const parts = kinds.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []));
  const first = leaks[0]!;
  return (
    `${leaks.length} of ${test.length} test rows also stand in the training rows: ${parts.join(", ")}; ` +
    `the first is row ${test[first.test]!.row} (from 0), as training row ${train[first.train]!.row}`
  );
}
