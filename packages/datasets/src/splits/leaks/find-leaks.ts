import { setImmediate } from "node:timers/promises";
import type { Example, Fingerprint } from "../../example.ts";
import { answerKey, promptKey, shinglesOf, wholeKey } from "./fingerprint.ts";
import { fingerprintsOf } from "./fingerprints-of.ts";
import { KeyIndex } from "./key-index.ts";
import { type LeakOptions, nearThreshold, ROWS_PER_TURN } from "./leak-options.ts";
import { NearIndex } from "./near-index.ts";
import { ShingleCounts } from "./shingle-counts.ts";

/**
 * How a test row stands in the training rows too, the plainest first: `row` the whole of it, `near` nearly the whole, `prompt` its
 * prompt with another answer, `answer` its answer to another prompt.
 */
export type LeakKind = "row" | "near" | "prompt" | "answer";

/** A test example that is in the training rows too. Both are positions in the arrays that were compared. */
export interface Leak {
  readonly kind: LeakKind;
  readonly test: number;
  /** The first training example that it is like in this way. */
  readonly train: number;
  /** Jaccard similarity of a `near` one, 1 of a `row`. */
  readonly similarity?: number;
}

export interface LeakReport {
  /** One for each test example that has a like among the training examples, in order. */
  readonly leaks: readonly Leak[];
  /** How many there are of each kind. */
  readonly counts: Readonly<Record<LeakKind, number>>;
  /** All training examples that are like a test example, in any way, ascending. */
  readonly trainIndices: readonly number[];
  /** False where so many rows came off one template that not all near ones could be looked for. */
  readonly isComplete: boolean;
}

const kinds: readonly LeakKind[] = ["row", "near", "prompt", "answer"];

/**
 * Finds the test examples that are among the training examples, too, whose loss says nothing about new text: see `LeakKind`. Letter
 * case, white space and punctuation do not count. What stands in a tenth of all rows, and in 20, is taken for the wording of a task
 * or a template and is no sign. The same rows give the same report.
 * @throws DatasetError for a wrong threshold.
 */
export async function findLeaks(
  train: readonly Example[],
  test: readonly Example[],
  options: LeakOptions = {},
): Promise<LeakReport> {
  const threshold = nearThreshold(options);
  const [trainPrints, testPrints] = fingerprintsOf(train, test) as [Fingerprint[], Fingerprint[]];
  const found = new FoundLeaks(test.length);
  const wholes = new KeyIndex(wholeKey, testPrints);
  const prompts = new KeyIndex(promptKey, testPrints).withoutCommon(trainPrints, testPrints);
  const answers = new KeyIndex(answerKey, testPrints).withoutCommon(trainPrints, testPrints);
  const near = new NearIndex(threshold, new ShingleCounts(trainPrints, testPrints));
  for (const print of testPrints) near.add(shinglesOf(print));

  for (const [index, print] of trainPrints.entries()) {
    if (index % ROWS_PER_TURN === 0) await setImmediate();
    for (const test of wholes.take(print)) found.add({ kind: "row", test, train: index, similarity: 1 });
    for (const test of prompts.take(print)) found.add({ kind: "prompt", test, train: index });
    for (const test of answers.take(print)) found.add({ kind: "answer", test, train: index });
    near.search(
      shinglesOf(print),
      (test) => found.isNews(test, index),
      (test, similarity) => found.add({ kind: "near", test, train: index, similarity }),
    );
  }
  return { ...found.report(), isComplete: near.isComplete };
}

/** The plainest leak of each test example, and the training examples of all. */
class FoundLeaks {
  private readonly leaks: (Leak | undefined)[];
  private readonly trainIndices: number[] = [];

  constructor(tests: number) {
    this.leaks = new Array(tests);
  }

  add(leak: Leak): void {
    if (this.trainIndices.at(-1) !== leak.train) this.trainIndices.push(leak.train);
    const known = this.leaks[leak.test];
    if (known === undefined || kinds.indexOf(leak.kind) < kinds.indexOf(known.kind)) this.leaks[leak.test] = leak;
  }

  /** Whether that two rows are near each other would change the report. */
  isNews(test: number, train: number): boolean {
    const kind = this.leaks[test]?.kind;
    return this.trainIndices.at(-1) !== train || (kind !== "row" && kind !== "near");
  }

  report(): Omit<LeakReport, "isComplete"> {
    const leaks = this.leaks.filter((leak) => leak !== undefined);
    const counts = { row: 0, near: 0, prompt: 0, answer: 0 };
    for (const { kind } of leaks) counts[kind]++;
    return { leaks, counts, trainIndices: this.trainIndices };
  }
}
