import { DatasetError } from "../dataset-error.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { alpacaEvalTemplate, alpacaTemplate } from "./alpaca.ts";
import { chatmlTemplate } from "./chatml.ts";
import { fromPrompt } from "./from-prompt.ts";
import { jinjaTemplate } from "./jinja.ts";
import { llama2ChatTemplate } from "./llama-2-chat.ts";
import type { PromptTemplate, Template } from "./template.ts";
import { vicunaTemplate } from "./vicuna.ts";

const templates = {
  alpaca: alpacaTemplate,
  "alpaca-eval": alpacaEvalTemplate,
  "vicuna-v1.1": vicunaTemplate,
  "llama-2-chat": llama2ChatTemplate,
  chatml: chatmlTemplate,
} satisfies Record<string, Template>;

export type PromptTemplateName = keyof typeof templates | "chat";

/** The templates by the names that options and recipes use; `chat` is the tokenizer's own. */
export const promptTemplateNames = [...Object.keys(templates), "chat"] as readonly PromptTemplateName[];

/** A name, a template in Jinja as text, or a function of one's own. */
export type PromptTemplateOption = PromptTemplateName | (string & {}) | PromptTemplate;

/** Whether a text is a template itself and no name. */
export function isJinja(text: string): boolean {
  return text.includes("{{") || text.includes("{%");
}

/** @throws DatasetError for an unknown name, with the known ones. */
export function checkTemplateName(option: PromptTemplateOption): void {
  if (typeof option === "function" || isJinja(option) || promptTemplateNames.some((name) => name === option)) return;
  const known = promptTemplateNames.join(", ");
  throw new DatasetError(
    `there is no prompt template ${JSON.stringify(option)}; known: ${known}, or a template in Jinja`,
  );
}

/** @throws DatasetError for an unknown name, and for a chat template that the tokenizer cannot write. */
export function resolveTemplate(option: PromptTemplateOption, tokenizer: Tokenizer): Template {
  checkTemplateName(option);
  if (typeof option === "function") return fromPrompt(option);
  if (Object.hasOwn(templates, option)) return templates[option as keyof typeof templates];
  if (tokenizer.applyChatTemplate === undefined)
    throw new DatasetError("the prompt template is a chat template, and the tokenizer has no applyChatTemplate");
  if (option === "chat" && tokenizer.hasChatTemplate === false)
    throw new DatasetError(`the tokenizer has no chat template of its own; ${otherTemplates}`);
  return jinjaTemplate(tokenizer, option === "chat" ? undefined : option);
}

/** What there is where a tokenizer has no chat template. */
export const otherTemplates = `name one as prompt_template: ${Object.keys(templates).join(", ")}, or a file in Jinja`;
