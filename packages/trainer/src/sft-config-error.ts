const marker = Symbol.for("neftune.error.SFTConfigError");

export interface SFTConfigErrorDetails {
  /** The key as it was spelled. */
  key: string;
  value?: unknown;
  /** What the value may be, in words; absent where the key itself is wrong. */
  wanted?: string;
  /** For an unknown key, the known one that is spelled most like it. */
  nearest?: string;
}

/** A key of a configuration that is not known, or whose value cannot be used. `message` is one line that says what would be right. */
export class SFTConfigError extends Error {
  override readonly name = "SFTConfigError";
  readonly [marker] = true;
  readonly key: string;
  readonly value: unknown;
  readonly wanted: string | undefined;
  readonly nearest: string | undefined;

  constructor(message: string, details: SFTConfigErrorDetails, options?: ErrorOptions) {
    super(message, options);
    this.key = details.key;
    this.value = details.value;
    this.wanted = details.wanted;
    this.nearest = details.nearest;
  }

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is SFTConfigError {
    return value instanceof Error && marker in value;
  }
}
