const marker = Symbol.for("neftune.error.AdapterError");

/** An adapter's settings do not fit the model, or what is asked of it is not possible now. `message` is one line. */
export class AdapterError extends Error {
  override readonly name = "AdapterError";
  readonly [marker] = true;

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is AdapterError {
    return value instanceof Error && marker in value;
  }
}
