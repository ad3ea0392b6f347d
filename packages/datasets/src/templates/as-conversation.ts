import type { ConversationSample, Message } from "../sample.ts";
import type { TurnSample } from "./template.ts";

/**
 * An instruction as turns: its system prompt if it has one, its history, the instruction with its input on the next line, and the
 * answer, which alone is no prompt. Conversations stay as they are.
 */
export function asConversation(sample: TurnSample): ConversationSample {
  if (sample.type === "conversation") return sample;
  const { instruction, input, output, history = [], system = "" } = sample;
  const messages: Message[] = system === "" ? [] : [{ role: "system", content: system }];
  for (const turn of history)
    messages.push({ role: "user", content: turn.instruction }, { role: "assistant", content: turn.output });
  messages.push({ role: "user", content: input === "" ? instruction : `${instruction}\n${input}` });
  return {
    type: "conversation",
    messages: [...messages, { role: "assistant", content: output }],
    promptMessages: messages.length,
  };
}
