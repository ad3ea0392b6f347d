const marker = Symbol.for("neftune.error.ResumeError");

/** A run cannot go on from a checkpoint. `message` is one line that names the checkpoint and what is wrong with it. */
export class ResumeError extends Error {
  override readonly name = "ResumeError";
  readonly [marker] = true;

  constructor(message: string, options?: ErrorOptions) {
    // What other libraries say of a file quotes it, line breaks and all.
    super(message.replaceAll(/\s+/g, " "), options);
  }

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is ResumeError {
    return value instanceof Error && marker in value;
  }
}
