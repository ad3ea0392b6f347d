import { expect, test } from "vitest";
import { verdictOf } from "./verdict.ts";

const curve = (train: number[], test: (number | null)[]) =>
  train.map((trainLoss, index) => ({ trainLoss, testLoss: test[index]! }));

test.each([
  ["the test loss rises while the training loss falls", [3, 2, 1], [3, 2.5, 2.8], "overfitting"],
  ["both fall", [3, 2, 1], [3, 2.5, 2.4], "generalizing"],
  ["the test loss rises by less than one in a hundred", [3, 2, 1], [3, 2.5, 2.52], "generalizing"],
  ["both rise", [2, 2.5, 3], [2, 2.5, 3], "generalizing"],
  ["the test loss came down again", [3, 2, 1, 0.9], [3, 2.5, 2.8, 2.45], "generalizing"],
  ["there is one evaluation", [3], [3], "unknown"],
  ["there are no test rows", [3, 2, 1], [null, null, null], "unknown"],
  ["nothing was evaluated", [], [], "unknown"],
  ["the run diverged", [3, Number.NaN], [3, Number.NaN], "unknown"],
])("%s", (_, train, test, verdict) => {
  expect(verdictOf(curve(train as number[], test as (number | null)[]))).toBe(verdict);
});
