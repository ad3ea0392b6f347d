const marker = Symbol.for("neftune.error.GenerationConfigError");

/** A setting of a generation that cannot be used. `message` is one line that says what would be right. */
export class GenerationConfigError extends Error {
  override readonly name = "GenerationConfigError";
  readonly [marker] = true;
  /** The setting, in camelCase. */
  readonly key: string;

  constructor(key: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.key = key;
  }

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is GenerationConfigError {
    return value instanceof Error && marker in value;
  }
}
