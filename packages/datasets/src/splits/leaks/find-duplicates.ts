import { setImmediate } from "node:timers/promises";
import type { Example, Fingerprint } from "../../example.ts";
import { DisjointSets } from "./disjoint-sets.ts";
import type { LeakKind } from "./find-leaks.ts";
import { answerKey, promptKey, shinglesOf, wholeKey } from "./fingerprint.ts";
import { fingerprintsOf } from "./fingerprints-of.ts";
import { KeyIndex } from "./key-index.ts";
import { type LeakOptions, nearThreshold, ROWS_PER_TURN } from "./leak-options.ts";
import { NearIndex } from "./near-index.ts";
import { ShingleCounts } from "./shingle-counts.ts";

export interface DuplicateReport {
  /** How many examples are like an earlier one, each counted once, under the plainest kind. */
  readonly counts: Readonly<Record<LeakKind, number>>;
  /**
   * [examples]; of each the first example of its group, itself where it is like no other. What is like one of a group is in it, and so
   * are the pieces of a long conversation.
   */
  readonly groups: Int32Array;
  /** False where so many rows came off one template that not all near ones could be looked for. */
  readonly isComplete: boolean;
}

/**
 * Finds examples that are like each other, by the rules of `findLeaks`, so that a split along its groups has no leak.
 * @throws DatasetError for a wrong threshold.
 */
export async function findDuplicates(
  examples: readonly Example[],
  options: LeakOptions = {},
): Promise<DuplicateReport> {
  const threshold = nearThreshold(options);
  const [prints] = fingerprintsOf(examples) as [Fingerprint[]];
  const indices = [
    { kind: "row", index: new KeyIndex(wholeKey, prints) },
    { kind: "prompt", index: new KeyIndex(promptKey, prints).withoutCommon(prints) },
    { kind: "answer", index: new KeyIndex(answerKey, prints).withoutCommon(prints) },
  ] as const;
  const near = new NearIndex(threshold, new ShingleCounts(prints));
  /** Example of each set in `near`: one of a whole that comes again is in there once. */
  const compared: number[] = [];
  const groups = new DisjointSets(prints.length);
  const counts = { row: 0, near: 0, prompt: 0, answer: 0 };

  for (const [example, print] of prints.entries()) {
    if (example % ROWS_PER_TURN === 0) await setImmediate();
    if (example > 0 && examples[example]!.row === examples[example - 1]!.row) groups.join(example - 1, example);
    const kinds = new Set<LeakKind>();
    for (const { kind, index } of indices) {
      const first = index.first(print) ?? example;
      if (first === example) continue;
      kinds.add(kind);
      groups.join(first, example);
    }
    if (!kinds.has("row")) {
      near.search(
        shinglesOf(print),
        (number) => !kinds.has("near") || !groups.areJoined(compared[number]!, example),
        (number) => {
          kinds.add("near");
          groups.join(compared[number]!, example);
        },
      );
      near.add(shinglesOf(print));
      compared.push(example);
    }
    for (const kind of ["row", "near", "prompt", "answer"] as const) {
      if (!kinds.has(kind)) continue;
      counts[kind]++;
      break;
    }
  }
  return { counts, groups: groups.firsts(), isComplete: near.isComplete };
}
