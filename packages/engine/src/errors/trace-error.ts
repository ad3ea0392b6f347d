const marker = Symbol.for("neftune.error.TraceError");

/** A function could not be turned into a graph. `message` says what in it is the reason. */
export class TraceError extends Error {
  override readonly name = "TraceError";
  readonly [marker] = true;

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is TraceError {
    return value instanceof Error && marker in value;
  }
}
