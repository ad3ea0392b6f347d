import { mean, type StudyRun } from "./study-run.ts";

export const STUDY_HEADER =
  "| α | seed | noise / embedding | train | test | gap | lowest test | at step | seconds |\n|---|---|---|---|---|---|---|---|---|";

/** A run as a line of the table. */
export function studyRow(run: StudyRun): string {
  return row(run, String(run.seed), `${run.lowestStep} of ${run.steps}`);
}

/** The means over the seeds, a line for each α, in the order in which they first appear. */
export function studyMeans(runs: readonly StudyRun[]): string[] {
  return [...Map.groupBy(runs, ({ alpha }) => alpha).values()].map((group) => {
    const average = (key: keyof StudyRun) => mean(group.map((run) => run[key]));
    const run = {
      ...group[0]!,
      noiseRatio: average("noiseRatio"),
      trainLoss: average("trainLoss"),
      testLoss: average("testLoss"),
      gap: average("gap"),
      lowestTestLoss: average("lowestTestLoss"),
      seconds: average("seconds"),
    };
    return row(run, `mean of ${group.length}`, `${Math.round(average("lowestStep"))} of ${run.steps}`);
  });
}

function row(run: StudyRun, seed: string, step: string): string {
  const losses = [run.noiseRatio, run.trainLoss, run.testLoss, run.gap, run.lowestTestLoss];
  return `| ${[run.alpha, seed, ...losses.map((value) => value.toFixed(3)), step, Math.round(run.seconds)].join(" | ")} |`;
}
