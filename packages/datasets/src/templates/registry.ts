import { DatasetError } from "../dataset-error.ts";
import { alpacaTemplate } from "./alpaca.ts";
import { alpacaEvalTemplate } from "./alpaca-eval.ts";
import type { PromptTemplate } from "./template.ts";

/** Every template by the name that options and recipes use. */
export const promptTemplates = {
  alpaca: alpacaTemplate,
  "alpaca-eval": alpacaEvalTemplate,
} satisfies Record<string, PromptTemplate>;

export type PromptTemplateName = keyof typeof promptTemplates;

/** @throws DatasetError that lists the known names. */
export function promptTemplate(name: string): PromptTemplate {
  if (Object.hasOwn(promptTemplates, name)) return promptTemplates[name as PromptTemplateName];
  throw new DatasetError(
    `there is no prompt template ${JSON.stringify(name)}; known: ${Object.keys(promptTemplates).join(", ")}`,
  );
}
