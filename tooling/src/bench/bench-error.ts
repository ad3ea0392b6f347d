const marker = Symbol.for("neftune.tooling.BenchError");

/** A benchmark could not be made: a program failed, or two of them did not compute the same. */
export class BenchError extends Error {
  override readonly name = "BenchError";
  readonly [marker] = true;

  static isInstance(error: unknown): error is BenchError {
    return error instanceof Error && marker in error;
  }
}
