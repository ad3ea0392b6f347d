/** A checkpoint cannot be read: the message names the file, what is wrong with it and what would be right. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}
