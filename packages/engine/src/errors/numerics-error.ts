const marker = Symbol.for("neftune.error.NumericsError");

/** Where numbers stopped being finite. */
export interface NumericsFault {
  /** ONNX's name of the operator; null where an input was not finite when it was given. */
  readonly op: string | null;
  /** tfjs's ops and the kernel that the operator comes from, outermost first, as `gradients/log/Log`. Empty for an input. */
  readonly source: string;
  readonly shape: readonly number[];
  /** The operands, or the input itself, in words. */
  readonly inputs: readonly string[];
  /** Elements that are NaN. */
  readonly nan: number;
  /** Elements that are infinite. */
  readonly infinite: number;
}

/** A program on a device with `debugNumerics` made a NaN or an infinity. `message` and `fault` tell which operator did first. */
export class NumericsError extends Error {
  override readonly name = "NumericsError";
  readonly [marker] = true;
  readonly fault: NumericsFault;

  constructor(message: string, fault: NumericsFault, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is NumericsError {
    return value instanceof Error && marker in value;
  }
}
