import { type Exchange, exchangesOf } from "./exchanges.ts";
import type { PieceTemplate, PromptTemplate, TurnSample } from "./template.ts";

const withInput =
  "Below is an instruction that describes a task, paired with an input that provides further context. " +
  "Write a response that appropriately completes the request.";
const withoutInput =
  "Below is an instruction that describes a task. Write a response that appropriately completes the request.";

/**
 * The two prompts that Stanford Alpaca was trained with, for tasks with an input and without. The prompt ends right
 * after "### Response:". Source: `PROMPT_DICT` in stanford_alpaca/train.py. Of a row with a history it is the last prompt.
 */
export const alpacaPrompt: PromptTemplate = (sample) => {
  const { prompt, completion } = alpacaTemplate.pieces(sample, "").at(-1)!;
  return { prompt, completion: completion ?? "" };
};

/** Alpaca's prompts; of a conversation, each turn has the headings again, after the end token and an empty line. */
export const alpacaTemplate: PieceTemplate = {
  kind: "pieces",
  pieces: (sample) => alpacaPieces(sample, "alpaca", ""),
};

/** The same as AlpacaEval generates from it: the response begins on a line of its own. */
export const alpacaEvalTemplate: PieceTemplate = {
  kind: "pieces",
  pieces: (sample) => alpacaPieces(sample, "alpaca-eval", "\n"),
};

function alpacaPieces(sample: TurnSample, name: string, beforeAnswer: string) {
  const { system, exchanges } = exchangesOf(sample, name);
  return exchanges.map((exchange, index) => {
    const preamble = index > 0 ? "" : system || (exchange.input === "" ? withoutInput : withInput);
    const { answer: completion, trained, inPrompt } = exchange;
    return { prompt: `${preamble}${task(exchange)}${beforeAnswer}`, completion, trained, inPrompt };
  });
}

function task({ user, input }: Exchange): string {
  const material = input === "" ? "" : `\n\n### Input:\n${input}`;
  return `\n\n### Instruction:\n${user}${material}\n\n### Response:`;
}
