import type { Prompt } from "@neftune/models";

interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** What was said so far. */
export class Conversation {
  private readonly system: readonly Message[];
  private readonly hasTemplate: boolean;
  private messages: Message[] = [];

  /** @param hasTemplate whether the model knows conversations; else each question stands for itself */
  constructor(systemPrompt: string | null, hasTemplate: boolean) {
    this.system = systemPrompt === null ? [] : [{ role: "system", content: systemPrompt }];
    this.hasTemplate = hasTemplate;
  }

  /** The prompt that a question makes of the conversation. */
  ask(question: string): Prompt {
    this.messages.push({ role: "user", content: question });
    return this.hasTemplate ? [...this.system, ...this.messages] : question;
  }

  answer(text: string): void {
    this.messages.push({ role: "assistant", content: text });
  }

  /** Forgets the last question. */
  takeBack(): void {
    this.messages.pop();
  }

  clear(): void {
    this.messages = [];
  }
}
