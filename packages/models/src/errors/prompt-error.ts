const marker = Symbol.for("neftune.error.PromptError");

/** Why a prompt cannot be continued. */
export type PromptFault = "empty" | "too-long" | "unknown-token";

/** A prompt that a model cannot continue. `message` is one line that names the prompt and what is wrong with it. */
export class PromptError extends Error {
  override readonly name = "PromptError";
  readonly [marker] = true;
  readonly fault: PromptFault;
  /** Place of the prompt among those given. */
  readonly index: number;

  constructor(fault: PromptFault, index: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
    this.index = index;
  }

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is PromptError {
    return value instanceof Error && marker in value;
  }
}
