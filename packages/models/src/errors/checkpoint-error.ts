const marker = Symbol.for("neftune.error.CheckpointError");

/**
 * A model's folder or one of its files cannot be read or used. `message` is one line that names the file, what is wrong
 * with it and what would be right.
 */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
  readonly [marker] = true;

  constructor(message: string, options?: ErrorOptions) {
    // What other libraries say of a file quotes it, line breaks and all.
    super(message.replaceAll(/\s+/g, " "), options);
  }

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is CheckpointError {
    return value instanceof Error && marker in value;
  }
}
