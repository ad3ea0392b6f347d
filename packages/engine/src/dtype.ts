/**
 * Element types that every device has. `bool` is stored as one byte. `uint8` is for inputs, such as weights in few bits: a function
 * sees it as int32, and nothing computes it.
 */
export type DataType = "float32" | "int32" | "bool" | "uint8";

/** Those of them that tfjs has. */
export type TfjsDataType = Exclude<DataType, "uint8">;

/** The type under which tfjs's functions know numbers of another. */
export function tfjsType(dtype: DataType): TfjsDataType {
  return dtype === "uint8" ? "int32" : dtype;
}

export type TypedArray = Float32Array | Int32Array | Uint8Array;

const constructors = { float32: Float32Array, int32: Int32Array, bool: Uint8Array, uint8: Uint8Array } as const;

export function isDataType(name: string): name is DataType {
  return Object.hasOwn(constructors, name);
}

/** Whether native addons take arrays over shared memory: Deno's Node-API refuses them. */
export const hasSharedMemory = !("Deno" in globalThis);

/** A zeroed array of the type that holds `dtype`, in memory that threads can share where that is possible. */
export function allocate(dtype: DataType, size: number): TypedArray {
  if (!hasSharedMemory) return new constructors[dtype](size);
  const memory = new SharedArrayBuffer(size * bytesPerElement(dtype));
  // The types of tfjs and onnxruntime know arrays over unshared memory only.
  return new constructors[dtype](memory as unknown as ArrayBuffer);
}

/** Bytes of one element. */
export function bytesPerElement(dtype: DataType): number {
  return constructors[dtype].BYTES_PER_ELEMENT;
}

/** Number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
