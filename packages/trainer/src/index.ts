export * as configKeys from "./config-keys/index.ts";
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
export {
  resolveSFTConfig,
  type SFTConfig,
  type SFTConfigInput,
  sftConfigGroups,
  sftConfigKeys,
  toSnakeCase,
} from "./sft-config.ts";
export { SFTConfigError, type SFTConfigErrorDetails } from "./sft-config-error.ts";
