/** An array, a tensor or a list of lengths does not have the size that the call needs. */
export class NoiseShapeError extends Error {
  override readonly name = "NoiseShapeError";
}
