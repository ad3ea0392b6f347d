const marker = Symbol.for("neftune.error.SetupError");

/** A runtime could not be fetched or put in its place. `message` says why, and what would help. */
export class SetupError extends Error {
  override readonly name = "SetupError";
  readonly [marker] = true;

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is SetupError {
    return value instanceof Error && marker in value;
  }
}
