export { type EpochOrderOptions, epochOrder, type SamplingStrategy } from "./batches/epoch-order.ts";
export type { LengthGroups } from "./batches/group-by-length.ts";
export { interleaveDatasets } from "./batches/mixing/interleave-datasets.ts";
export {
  type InterleaveOptions,
  type InterleaveOrder,
  interleaveOrder,
  type StoppingStrategy,
  stoppingStrategies,
} from "./batches/mixing/interleave-order.ts";
export { type PackBatchOptions, type PackedBatch, packBatch } from "./batches/packing/pack-batch.ts";
export {
  type PackExamplesOptions,
  type PackedExamples,
  type PackedRow,
  type PackingStrategy,
  packExamples,
  packingStrategies,
} from "./batches/packing/pack-examples.ts";
export { type PackLengthsOptions, packLengths } from "./batches/packing/pack-lengths.ts";
export { type PadBatchOptions, type PaddedBatch, padBatch } from "./batches/pad-batch.ts";
export { shuffleDataset } from "./batches/shuffle.ts";
export {
  type CachedDataset,
  type ExampleStream,
  TokenCache,
  type TokenCacheOptions,
} from "./cache/token-cache.ts";
export { DatasetError, type DatasetPlace } from "./dataset-error.ts";
export { type Example, truncateExample } from "./example.ts";
export { type DataPaths, findDataFiles } from "./files/data-files.ts";
export { alpaca } from "./formats/alpaca.ts";
export { dialogStudio } from "./formats/dialog-studio.ts";
export { evolInstruct } from "./formats/evol-instruct.ts";
export type { DatasetFormat } from "./formats/format.ts";
export { guanaco } from "./formats/guanaco.ts";
export { imdb } from "./formats/imdb.ts";
export { messages } from "./formats/messages.ts";
export { openAssistant } from "./formats/open-assistant.ts";
export { openPlatypus } from "./formats/open-platypus.ts";
export { promptCompletion } from "./formats/prompt-completion.ts";
export { questionAnswer } from "./formats/question-answer.ts";
export { datasetFormats } from "./formats/registry.ts";
export { scibench } from "./formats/scibench.ts";
export { seedTasks } from "./formats/seed-tasks.ts";
export { sharegpt } from "./formats/sharegpt.ts";
export { text } from "./formats/text.ts";
export { theoremQa } from "./formats/theorem-qa.ts";
export { tokens } from "./formats/tokens.ts";
export { type HubDatasetOptions, hubDatasetFiles } from "./hub/hub-dataset.ts";
export type { RowObject } from "./json-value.ts";
export { countLabels, IGNORE_INDEX } from "./labels.ts";
export { type OpenOptions, openDataset } from "./open-dataset.ts";
export { collectExamples, prepareDataset, streamExamples } from "./prepare-dataset.ts";
export type { PrepareOptions } from "./prepare-options.ts";
export { type DroppedRow, type PreparedDataset, requireExamples } from "./prepared-dataset.ts";
export { type RowSample, type SampleReport, streamSamples } from "./read-samples.ts";
export type { Row } from "./row.ts";
export type {
  CompletionSample,
  ConversationSample,
  InstructionSample,
  Message,
  Sample,
  TextSample,
  TokensSample,
  ToolCall,
} from "./sample.ts";
export { type CleanOptions, cleanShareGPT } from "./sharegpt-clean/clean-sharegpt.ts";
export { type DatasetSource, datasetSource } from "./source.ts";
export { type DuplicateReport, findDuplicates } from "./splits/leaks/find-duplicates.ts";
export { findLeaks, type Leak, type LeakKind, type LeakReport } from "./splits/leaks/find-leaks.ts";
export type { LeakOptions } from "./splits/leaks/leak-options.ts";
export { removeLeaks } from "./splits/leaks/remove-leaks.ts";
export { sampleRows } from "./splits/sample-rows.ts";
export { type SplitOptions, splitDataset } from "./splits/split-dataset.ts";
export { alpacaPrompt } from "./templates/alpaca.ts";
export {
  isJinja,
  type PromptTemplateName,
  type PromptTemplateOption,
  promptTemplateNames,
} from "./templates/registry.ts";
export type { Prompt, PromptTemplate } from "./templates/template.ts";
export type { ChatTemplateOptions, Tokenizer } from "./tokenizer.ts";
