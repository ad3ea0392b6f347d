import type { PackedRow } from "@neftune/datasets";
import { type CausalLM, countLabels, ShapePlan } from "@neftune/models";
import type { StepPlan } from "./run-plan.ts";
import type { SFTConfig } from "./sft-config.ts";

/** Steps of a run whose batches are looked at before it starts; later ones take what was planned or their own. */
const plannedSteps = 10_000;

/** Looks at the batches to come, and compiles and sizes for them what a step needs. */
export async function planShapes(
  model: CausalLM,
  steps: Iterable<StepPlan>,
  rows: readonly PackedRow[],
  { neftuneNoiseAlpha }: Pick<SFTConfig, "neftuneNoiseAlpha">,
): Promise<ShapePlan> {
  const batches = [];
  for (const { step, microBatches } of steps) {
    if (step > plannedSteps) break;
    for (const batch of microBatches) batches.push(batch.flatMap((index) => rows[index]!));
  }
  const plan = ShapePlan.for(model.architecture, batches, model.device.compilation);
  const labelCounts = batches.map((batch) => batch.reduce((sum, row) => sum + countLabels(row), 0));
  await model.prepare(plan.shapes, labelCounts, { noise: Boolean(neftuneNoiseAlpha) });
  return plan;
}
