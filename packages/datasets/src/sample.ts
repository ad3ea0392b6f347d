/** Who speaks in a conversation. */
export type MessageRole = "system" | "user" | "assistant" | "tool";

/** A turn of a conversation, in the words of chat templates. An alias, so that it fits where any further key is allowed. */
export type Message = {
  readonly role: MessageRole;
  /** "" where an assistant only calls tools. */
  readonly content: string;
  /** Calls of functions, as OpenAI and transformers' chat templates write them. */
  readonly tool_calls?: readonly ToolCall[];
  /** What a model with reasoning thought before it answered, where the row has it apart from the answer. */
  readonly reasoning_content?: string;
  /** Of a tool's answer: the name of the function. */
  readonly name?: string;
  /** Whether the turn may be trained; default true. Only turns of the assistant ever are. */
  readonly trained?: boolean;
};

export interface ToolCall {
  readonly type: "function";
  readonly id?: string;
  readonly function: { readonly name: string; readonly arguments: unknown };
}

/** A task and its answer, before a template has made text of it. `input` is the task's material, "" where it has none. */
export interface InstructionSample {
  readonly type: "instruction";
  readonly instruction: string;
  readonly input: string;
  readonly output: string;
  /** Turns before this one, oldest first. */
  readonly history?: readonly { readonly instruction: string; readonly output: string }[];
  /** A system prompt of the row's own. */
  readonly system?: string;
}

/** Turns of a conversation. */
export interface ConversationSample {
  readonly type: "conversation";
  readonly messages: readonly Message[];
  /** Functions that the assistant may call, as JSON schemas. */
  readonly tools?: readonly object[];
  /** The first so many messages are a prompt: none of them is trained. Default 0. */
  readonly promptMessages?: number;
}

/** A text and how it goes on, without a template between them. */
export interface CompletionSample {
  readonly type: "completion";
  readonly prompt: string;
  readonly completion: string;
}

/** A text that is trained whole. */
export interface TextSample {
  readonly type: "text";
  readonly text: string;
}

/** A row that is tokens already. `labels` are not shifted; without them every token is a label. */
export interface TokensSample {
  readonly type: "tokens";
  readonly inputIds: Int32Array;
  readonly labels?: Int32Array;
}

/** What a format makes of a row. */
export type Sample = InstructionSample | ConversationSample | CompletionSample | TextSample | TokensSample;
