import { adapterKeys } from "./adapter.ts";
import { batchesKeys } from "./batches.ts";
import { evaluationKeys } from "./evaluation.ts";
import { loggingAndSavingKeys } from "./logging-and-saving.ts";
import { noiseKeys } from "./noise.ts";
import { optimizerKeys } from "./optimizer.ts";
import { quantizationKeys } from "./quantization.ts";
import { rowsKeys } from "./rows.ts";
import { runLengthKeys } from "./run-length.ts";

/** The trainer's keys under the headings that help and documentation show them with. */
export const sftConfigGroups = [
  { title: "Noise", keys: noiseKeys },
  { title: "Length of the run", keys: runLengthKeys },
  { title: "Rows", keys: rowsKeys },
  { title: "Batches", keys: batchesKeys },
  { title: "Optimiser", keys: optimizerKeys },
  { title: "Adapter", keys: adapterKeys },
  { title: "Weights in 4 bits", keys: quantizationKeys },
  { title: "Evaluation", keys: evaluationKeys },
  { title: "Logs and checkpoints", keys: loggingAndSavingKeys },
] as const;

/**
 * Every key of the trainer: type, default, what it does. Names and defaults are those of TRL's SFTConfig and ModelConfig, but for
 * `gradientCheckpointing` and `bf16`, which are off, and `trainEvalSamples`, `onLeak`, `groupDuplicates`, `adapterNameOrPath` and the finer settings of
 * the noise, which TRL does not have.
 */
export const sftConfigKeys = {
  ...noiseKeys,
  ...runLengthKeys,
  ...rowsKeys,
  ...batchesKeys,
  ...optimizerKeys,
  ...adapterKeys,
  ...quantizationKeys,
  ...evaluationKeys,
  ...loggingAndSavingKeys,
};
