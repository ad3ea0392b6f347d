import { DatasetError } from "../dataset-error.ts";
import type { ConversationSample, InstructionSample } from "../sample.ts";
import { answerText } from "./answer-text.ts";
import type { Piece, TurnSample } from "./template.ts";

/** What the user says and what the assistant answers, if it does. */
export interface Exchange extends Pick<Piece, "trained" | "inPrompt"> {
  readonly user: string;
  /** Material of the task, "" where it has none or it is part of `user`. */
  readonly input: string;
  readonly answer?: string;
}

/** A row as templates without tools see it. */
export interface Exchanges {
  /** The row's own system prompt, if it has one. */
  readonly system: string | undefined;
  readonly exchanges: readonly Exchange[];
}

/** @throws DatasetError for tools and for turns that are not in order. */
export function exchangesOf(sample: TurnSample, template: string): Exchanges {
  return sample.type === "instruction" ? ofInstruction(sample) : ofConversation(sample, template);
}

/** Instruction and material as one text, joined by a line break as in Axolotl and LLaMA-Factory. */
export function joinInput({ user, input }: Exchange): string {
  return input === "" ? user : `${user}\n${input}`;
}

function ofInstruction({ instruction, input, output, history = [], system }: InstructionSample): Exchanges {
  const earlier = history.map(({ instruction: user, output: answer }) => ({ user, input: "", answer, inPrompt: true }));
  return { system, exchanges: [...earlier, { user: instruction, input, answer: output }] };
}

function ofConversation({ messages, tools, promptMessages = 0 }: ConversationSample, template: string): Exchanges {
  const refuse = (what: string) => {
    const instead = "prompt_template chat takes the tokenizer's own chat template";
    return new DatasetError(`the template ${template} has no place for ${what}; ${instead}`);
  };
  if (tools !== undefined) throw refuse("tools");
  let system: string | undefined;
  const exchanges: Exchange[] = [];
  for (const [index, message] of messages.entries()) {
    const { role, content } = message;
    if (message.tool_calls !== undefined || role === "tool") throw refuse("calls of tools");
    const last = exchanges.at(-1);
    if (role === "user") exchanges.push({ user: content, input: "" });
    else if (role === "system" && index === 0) system = content;
    else if (role === "assistant" && last !== undefined && last.answer === undefined) {
      const [trained, inPrompt] = [message.trained !== false, index < promptMessages];
      exchanges[exchanges.length - 1] = { ...last, answer: answerText(message), trained, inPrompt };
    } else
      throw refuse(`turn ${index} (from 0), ${role}: user and assistant take turns, after a system prompt or none`);
  }
  return { system, exchanges };
}
