import type { EvaluateEvent, Verdict } from "../events.ts";

/** How far the test loss must have risen from its lowest, relative to it, before that counts as a rise. */
const tolerance = 0.01;

/** What a run's evaluations, in order, say about overfitting. */
export function verdictOf(evaluations: readonly Pick<EvaluateEvent, "trainLoss" | "testLoss">[]): Verdict {
  const measured = evaluations.filter(({ testLoss }) => testLoss !== null) as { trainLoss: number; testLoss: number }[];
  const isNumber = ({ trainLoss, testLoss }: (typeof measured)[number]) => Number.isFinite(trainLoss + testLoss);
  if (measured.length < 2 || !measured.every(isNumber)) return "unknown";
  const best = measured.reduce((lowest, evaluation) => (evaluation.testLoss < lowest.testLoss ? evaluation : lowest));
  const last = measured.at(-1)!;
  const hasRisen = last.testLoss > best.testLoss * (1 + tolerance);
  return hasRisen && last.trainLoss < best.trainLoss ? "overfitting" : "generalizing";
}
