const marker = Symbol.for("neftune.error.ExportError");

/** A model cannot be written in a format. `message` is one line: what the format lacks, and what would do. */
export class ExportError extends Error {
  override readonly name = "ExportError";
  readonly [marker] = true;

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is ExportError {
    return value instanceof Error && marker in value;
  }
}
