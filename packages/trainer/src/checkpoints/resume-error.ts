/** A run cannot go on from a checkpoint. */
export class ResumeError extends Error {
  override readonly name = "ResumeError";
}
