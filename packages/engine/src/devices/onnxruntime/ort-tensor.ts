import { Tensor } from "onnxruntime-node";
import type { DeviceTensor } from "../../device.ts";
import { type DataType, sizeOf, type TypedArray } from "../../dtype.ts";
import { DeviceError } from "../../errors.ts";

/** A tensor in this process's memory, as onnxruntime's CPU provider reads and writes it: no copy either way. */
export class OrtTensor implements DeviceTensor {
  readonly array: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DataType;
  readonly tensor: Tensor;

  constructor(array: TypedArray, shape: readonly number[], dtype: DataType) {
    this.array = array;
    this.shape = shape;
    this.dtype = dtype;
    this.tensor = new Tensor(dtype, array as Float32Array, shape);
  }

  get size(): number {
    return this.array.length;
  }

  view(offset: number, shape: readonly number[]): OrtTensor {
    const end = offset + sizeOf(shape);
    if (end > this.array.length)
      throw new DeviceError(`a view of elements ${offset} to ${end} is outside a tensor of ${this.array.length}`);
    return new OrtTensor(this.array.subarray(offset, end), shape, this.dtype);
  }
}
