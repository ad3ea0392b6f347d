import { DatasetError } from "./dataset-error.ts";
import { type PromptTemplateName, promptTemplate } from "./templates/registry.ts";
import type { PromptTemplate } from "./templates/template.ts";
import type { Tokenizer } from "./tokenizer.ts";

export interface PrepareOptions {
  /** Needed by every format but `tokens`. */
  tokenizer?: Tokenizer;
  /** Tokens a row, end token included; longer rows are cut on the right. Null cuts nothing. */
  maxLength: number | null;
  /** The name of a template or a function of one's own; default `alpaca`. */
  promptTemplate?: PromptTemplateName | PromptTemplate;
  /** Whether only the completion is trained (default), or the prompt too. Rows with labels of their own keep them. */
  completionOnlyLoss?: boolean;
  /** `stop` (default) throws on the first bad row; `skip` lists bad rows in `dropped`. */
  onBadRow?: "stop" | "skip";
  /** Ids that the model knows; given, no row with a larger one gets through. */
  vocabSize?: number;
}

/** The options with their defaults, checked. */
export interface PrepareSettings {
  tokenizer: Tokenizer | undefined;
  maxLength: number;
  template: PromptTemplate;
  completionOnlyLoss: boolean;
  onBadRow: "stop" | "skip";
  vocabSize: number;
}

/** @throws DatasetError that names the option, what it is and what is wanted. */
export function prepareSettings(options: PrepareOptions): PrepareSettings {
  const { maxLength, promptTemplate: template = "alpaca", onBadRow = "stop", vocabSize } = options;
  if (maxLength !== null) requirePositiveInteger("maxLength", maxLength);
  if (vocabSize !== undefined) requirePositiveInteger("vocabSize", vocabSize);
  if (onBadRow !== "stop" && onBadRow !== "skip") {
    throw new DatasetError(`onBadRow is ${JSON.stringify(onBadRow)}; known: stop, skip`);
  }
  return {
    tokenizer: options.tokenizer,
    maxLength: maxLength ?? Number.POSITIVE_INFINITY,
    template: typeof template === "string" ? promptTemplate(template) : template,
    completionOnlyLoss: options.completionOnlyLoss ?? true,
    onBadRow,
    vocabSize: vocabSize ?? Number.POSITIVE_INFINITY,
  };
}

function requirePositiveInteger(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new DatasetError(`${name} is ${value}, wanted an integer from 1`);
}
