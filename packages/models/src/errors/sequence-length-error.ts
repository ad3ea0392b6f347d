const marker = Symbol.for("neftune.error.SequenceLengthError");

/** A sequence is longer than a model whose positions are learned has positions for. */
export class SequenceLengthError extends Error {
  override readonly name = "SequenceLengthError";
  readonly [marker] = true;
  /** Tokens of the sequence. */
  readonly length: number;
  readonly maxPositions: number;

  constructor(length: number, maxPositions: number, options?: ErrorOptions) {
    super(
      `a sequence of ${length} tokens is longer than the ${maxPositions} positions that the model has learned; shorten it, with max_length say`,
      options,
    );
    this.length = length;
    this.maxPositions = maxPositions;
  }

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is SequenceLengthError {
    return value instanceof Error && marker in value;
  }
}
