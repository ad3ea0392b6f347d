/** A tensor as a checkpoint has it. */
export interface StoredTensor {
  readonly shape: readonly number[];
  /** The element type as safetensors or GGUF names it: `F32`, `BF16`, `I64`, `Q8_0`. */
  readonly dtype: string;
  /** Path of the file that it lies in. */
  readonly file: string;
}

/** Weights in whatever form they lie around, under Hugging Face's names. Nothing of them is in memory before it is asked for. */
export interface Checkpoint extends AsyncDisposable {
  /** The file, or the index of several: what a message about the whole names. */
  readonly path: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /**
   * Reads `into.length` elements of a tensor as float32, from element `offset` on (default 0). Where elements are shorter than
   * float32, the memory of `into` is all that it takes.
   *
   * @throws CheckpointError when there is no such tensor, its type cannot be read as float32, or its file is damaged
   * @throws RangeError when the elements are not all inside the tensor
   */
  readInto(name: string, into: Float32Array, offset?: number): Promise<void>;
  close(): Promise<void>;
}

/** Elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** @throws RangeError when they are not all inside the tensor */
export function requireInside(name: string, shape: readonly number[], length: number, offset: number): void {
  if (!(Number.isSafeInteger(offset) && offset >= 0 && offset + length <= sizeOf(shape)))
    throw new RangeError(`elements ${offset} to ${offset + length} are not inside ${name}, which is [${shape}]`);
}
