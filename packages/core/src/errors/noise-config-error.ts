/** A setting of the noise, or a counter that keys it, is outside its range. */
export class NoiseConfigError extends Error {
  override readonly name = "NoiseConfigError";
}
