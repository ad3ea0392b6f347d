const marker = Symbol.for("neftune.error.HubError");

/**
 * Files could not be had from a folder, the cache or the hub. `message` is one line that says what is wrong and what would
 * be right; the classes that extend this one say which kind of thing it is.
 */
export class HubError extends Error {
  override readonly name: string = "HubError";
  readonly [marker] = true;

  constructor(message: string, options?: ErrorOptions) {
    // Servers quote what they were asked, line breaks and all.
    super(message.replaceAll(/\s+/g, " ").trim(), options);
  }

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is HubError {
    return value instanceof Error && marker in value;
  }
}
