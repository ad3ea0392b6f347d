const marker = Symbol.for("neftune.error.DeviceError");

/** A device is not there, or refused a program or a tensor. `message` names which. */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
  readonly [marker] = true;

  /** Works where two copies of this package are installed, unlike `instanceof`. */
  static isInstance(value: unknown): value is DeviceError {
    return value instanceof Error && marker in value;
  }
}
