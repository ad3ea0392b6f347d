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
