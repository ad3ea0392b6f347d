const marker = Symbol.for("neftune.error.RequestError");

/** What was asked for cannot be done as asked. `message` is one line: which key, value or file, and what would be right. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly [marker] = true;

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is RequestError {
    return value instanceof Error && marker in value;
  }
}
