import { DatasetError } from "./dataset-error.ts";
import type { Sample } from "./sample.ts";
import { checkTemplateName, otherTemplates, type PromptTemplateOption, resolveTemplate } from "./templates/registry.ts";
import type { Template } from "./templates/template.ts";
import type { Tokenizer } from "./tokenizer.ts";
import type { LossSettings } from "./tokens/label-rule.ts";

export interface PrepareOptions {
  /** Needed by every format but `tokens`. */
  tokenizer?: Tokenizer;
  /** Tokens a row, end token included; longer rows are cut on the right. Null cuts nothing. */
  maxLength: number | null;
  /**
   * The name of a template, a chat template in Jinja as text, or a function of one's own for instructions. By default (or null) `alpaca` for
   * instructions, and `chat`, the tokenizer's own chat template, for conversations.
   */
  promptTemplate?: PromptTemplateOption | null;
  /**
   * Whether the prompt of a row is ignored, or trained too. By default (or null) it is ignored where a row has one: all but plain text
   * and conversations without one. Rows with labels of their own keep them.
   */
  completionOnlyLoss?: boolean | null;
  /**
   * Whether only the assistant's turns are trained, each up to and with its end-of-turn mark. By default (or null) so under `alpaca`,
   * `alpaca-eval`, `vicuna-v1.1` and `llama-2-chat`, as in FastChat and Axolotl, and not under chat templates, as in TRL.
   */
  assistantOnlyLoss?: boolean | null;
  /** `stop` (default) throws on the first bad row; `skip` lists bad rows in `dropped`. */
  onBadRow?: "stop" | "skip";
  /** Whether ShareGPT's rows are cleaned as FastChat does, and split at `maxLength`; default false, which leaves rows as they are. */
  sharegptClean?: boolean;
  /** Ids that the model knows; given, no row with a larger one gets through. */
  vocabSize?: number;
  /** Whether examples get the fingerprint that `findLeaks` and `findDuplicates` compare rows by. Default false. */
  fingerprints?: boolean;
}

/** What makes tokens of a row that is text. */
export interface TextMeans {
  readonly tokenizer: Tokenizer;
  readonly template: Template;
}

/** The options with their defaults, checked. */
export interface PrepareSettings extends LossSettings {
  tokenizer: Tokenizer | undefined;
  maxLength: number;
  onBadRow: "stop" | "skip";
  sharegptClean: boolean;
  vocabSize: number;
  fingerprints: boolean;
  /** @throws DatasetError where there is no tokenizer or template for samples of a type, which is no fault of a row. */
  require(type: Exclude<Sample["type"], "tokens">): TextMeans;
}

/** @throws DatasetError that names the option, what it is and what is wanted. */
export function prepareSettings(options: PrepareOptions): PrepareSettings {
  const { tokenizer, maxLength, promptTemplate = null, onBadRow = "stop", vocabSize } = options;
  if (maxLength !== null) requirePositiveInteger("maxLength", maxLength);
  if (vocabSize !== undefined) requirePositiveInteger("vocabSize", vocabSize);
  if (onBadRow !== "stop" && onBadRow !== "skip") {
    throw new DatasetError(`onBadRow is ${JSON.stringify(onBadRow)}; known: stop, skip`);
  }
  if (promptTemplate !== null) checkTemplateName(promptTemplate);
  const found = new Map<Sample["type"], TextMeans>();
  return {
    tokenizer,
    maxLength: maxLength ?? Number.POSITIVE_INFINITY,
    completionOnlyLoss: options.completionOnlyLoss ?? null,
    assistantOnlyLoss: options.assistantOnlyLoss ?? null,
    onBadRow,
    sharegptClean: options.sharegptClean ?? false,
    vocabSize: vocabSize ?? Number.POSITIVE_INFINITY,
    fingerprints: options.fingerprints ?? false,
    require: (type) => {
      const means = found.get(type) ?? textMeans(type, tokenizer, promptTemplate);
      found.set(type, means);
      return means;
    },
  };
}

function textMeans(
  type: Sample["type"],
  tokenizer: Tokenizer | undefined,
  named: PromptTemplateOption | null,
): TextMeans {
  if (tokenizer === undefined) throw new DatasetError("the rows are text, so a tokenizer is needed");
  if (type !== "conversation") return { tokenizer, template: resolveTemplate(named ?? "alpaca", tokenizer) };
  const hasOwn = tokenizer.applyChatTemplate !== undefined && tokenizer.hasChatTemplate !== false;
  if (named === null && !hasOwn)
    throw new DatasetError(`the rows are conversations and the tokenizer has no chat template; ${otherTemplates}`);
  return { tokenizer, template: resolveTemplate(named ?? "chat", tokenizer) };
}

function requirePositiveInteger(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new DatasetError(`${name} is ${value}, wanted an integer from 1`);
}
