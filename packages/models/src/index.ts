export { AutoModelForCausalLM } from "./auto-model.ts";
export { CausalLM, type CausalLMOptions, type LabelLosses, type TrainingPass } from "./causal-lm.ts";
export { type SaveOptions, savePretrained } from "./checkpoints/save-pretrained.ts";
export { CheckpointError } from "./errors.ts";
export { chunkSize, type ParameterLayout, ParameterTensors } from "./parameters.ts";
export type { RaggedShape } from "./ragged/ragged-layout.ts";
export { batchShape, countLabels, type RaggedBatch, raggedBatch, type TokenizedRow } from "./ragged/ragged-batch.ts";
export { AutoTokenizer, type ModelTokenizer } from "./tokenizer/auto-tokenizer.ts";
