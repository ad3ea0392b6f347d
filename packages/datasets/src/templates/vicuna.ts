import { exchangesOf, joinInput } from "./exchanges.ts";
import type { Piece, PieceTemplate } from "./template.ts";

const defaultSystem =
  "A chat between a curious user and an artificial intelligence assistant. " +
  "The assistant gives helpful, detailed, and polite answers to the user's questions.";

/**
 * FastChat's `vicuna_v1.1`: a system sentence, "USER: … ASSISTANT: …</s>". Each turn is tokenised by itself, as Axolotl does it.
 * Source: fastchat/conversation.py, SeparatorStyle.ADD_COLON_TWO.
 */
export const vicunaTemplate: PieceTemplate = {
  kind: "pieces",
  pieces: (sample, endToken) => {
    const { system, exchanges } = exchangesOf(sample, "vicuna-v1.1");
    const turns = exchanges.flatMap((exchange): Piece[] => {
      const question = { prompt: `USER: ${joinInput(exchange)} ` };
      const { answer, trained, inPrompt } = exchange;
      if (answer === undefined) return [question];
      return [question, { prompt: "ASSISTANT:", completion: ` ${answer}${endToken}`, trained, inPrompt }];
    });
    return [{ prompt: `${system || defaultSystem} ` }, ...turns];
  },
};
