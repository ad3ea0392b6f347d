import { exchangesOf, joinInput } from "./exchanges.ts";
import type { PieceTemplate } from "./template.ts";

const defaultSystem =
  "You are a helpful, respectful and honest assistant. Always answer as helpfully as possible, while being safe. " +
  "Your answers should not include any harmful, unethical, racist, sexist, toxic, dangerous, or illegal content. " +
  "Please ensure that your responses are socially unbiased and positive in nature.\n\n" +
  "If a question does not make any sense, or is not factually coherent, explain why instead of answering something not " +
  "correct. If you don't know the answer to a question, please don't share false information.";

/**
 * Llama 2's chat: `[INST] <<SYS>>…<</SYS>> question [/INST] answer`, with BOS and EOS around each question and its answer.
 * Source: `chat_completion` and `DEFAULT_SYSTEM_PROMPT` in Meta's llama/generation.py.
 */
export const llama2ChatTemplate: PieceTemplate = {
  kind: "pieces",
  beginsEachPiece: true,
  pieces: (sample) => {
    const { system, exchanges } = exchangesOf(sample, "llama-2-chat");
    return exchanges.map((exchange, index) => {
      const head = index > 0 ? "" : `<<SYS>>\n${system || defaultSystem}\n<</SYS>>\n\n`;
      const { answer, trained, inPrompt } = exchange;
      const completion = answer === undefined ? undefined : ` ${answer.trim()} `;
      return { prompt: `[INST] ${head}${joinInput(exchange).trim()} [/INST]`, completion, trained, inPrompt };
    });
  },
};
