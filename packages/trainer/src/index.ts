export type { BatchRows, PackingSummary } from "./batch-rows.ts";
export { ResumeError } from "./checkpoints/resume-error.ts";
export * from "./config.ts";
export type {
  CheckpointEvent,
  EndEvent,
  EvaluateEvent,
  LogEvent,
  StartEvent,
  TrainerEvent,
  Verdict,
  WarningEvent,
} from "./events.ts";
export type { DatasetMixture } from "./mixture.ts";
export { quantizationOf } from "./quantization-of.ts";
export { type RunData, SFTTrainer, type SFTTrainerOptions } from "./sft-trainer.ts";
export type { PrepareRows } from "./training-data.ts";
