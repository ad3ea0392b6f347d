import { alpacaTemplate } from "./alpaca.ts";
import type { PromptTemplate } from "./template.ts";

/** The Alpaca prompt as AlpacaEval generates from it: the response begins on a line of its own. */
export const alpacaEvalTemplate: PromptTemplate = (sample) => {
  const { prompt, completion } = alpacaTemplate(sample);
  return { prompt: `${prompt}\n`, completion };
};
