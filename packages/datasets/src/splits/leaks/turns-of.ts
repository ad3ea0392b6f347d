import type { Sample } from "../../sample.ts";

/** A stretch of a row's text. */
export interface Turn {
  /** Whether the model is to say it; null where a text is neither prompt nor answer. */
  readonly isAnswer: boolean | null;
  readonly text: string;
}

/** What a row says, in order, without system prompts: they are the same for many rows, or differ where the task does not. */
export function* turnsOf(sample: Exclude<Sample, { type: "tokens" }>): Generator<Turn> {
  switch (sample.type) {
    case "instruction":
      for (const { instruction, output } of sample.history ?? []) yield* pair(instruction, output);
      yield { isAnswer: false, text: sample.instruction };
      yield* pair(sample.input, sample.output);
      return;
    case "conversation":
      for (const { role, content, tool_calls: calls = [] } of sample.messages) {
        if (role === "system") continue;
        const isAnswer = role === "assistant";
        yield { isAnswer, text: content };
        for (const call of calls) yield { isAnswer, text: JSON.stringify(call.function) };
      }
      return;
    case "completion":
      yield* pair(sample.prompt, sample.completion);
      return;
    case "text":
      yield { isAnswer: null, text: sample.text };
  }
}

function* pair(prompt: string, answer: string): Generator<Turn> {
  yield { isAnswer: false, text: prompt };
  yield { isAnswer: true, text: answer };
}
