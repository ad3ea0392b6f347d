import type { PromptTemplate } from "./template.ts";

const withInput =
  "Below is an instruction that describes a task, paired with an input that provides further context. " +
  "Write a response that appropriately completes the request.";
const withoutInput =
  "Below is an instruction that describes a task. Write a response that appropriately completes the request.";

/**
 * The two prompts that Stanford Alpaca was trained with, for tasks with an input and without. The prompt ends right
 * after "### Response:". Source: `PROMPT_DICT` in stanford_alpaca/train.py.
 */
export const alpacaTemplate: PromptTemplate = ({ instruction, input, output }) => ({
  prompt:
    input === ""
      ? `${withoutInput}\n\n### Instruction:\n${instruction}\n\n### Response:`
      : `${withInput}\n\n### Instruction:\n${instruction}\n\n### Input:\n${input}\n\n### Response:`,
  completion: output,
});
