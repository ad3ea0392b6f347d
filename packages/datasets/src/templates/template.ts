import type { InstructionSample } from "../sample.ts";

/** The text that the model is given and the text that it shall write, which follows right after it. */
export interface Prompt {
  prompt: string;
  completion: string;
}

/** Makes text of a task and its answer. */
export type PromptTemplate = (sample: InstructionSample) => Prompt;
