const marker = Symbol.for("neftune.error.ChatTemplateError");

/** A conversation cannot be written with a tokenizer's chat template. `message` is one line that says why. */
export class ChatTemplateError extends Error {
  override readonly name = "ChatTemplateError";
  readonly [marker] = true;

  constructor(message: string, options?: ErrorOptions) {
    // Templates raise errors of several lines.
    super(message.replaceAll(/\s+/g, " ").trim(), options);
  }

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is ChatTemplateError {
    return value instanceof Error && marker in value;
  }
}
