import type { DeviceTensor, TensorSignature } from "../device.ts";
import { allocate, type DataType, sizeOf, type TypedArray } from "../dtype.ts";
import { DeviceError } from "../errors/device-error.ts";

/** What one device has lent out of this process's memory. */
export class HostMemory {
  bytes = 0;
}

/** One piece of memory, shared by a tensor and its views. */
export class Allocation {
  readonly memory: HostMemory;
  disposed = false;

  constructor(memory: HostMemory) {
    this.memory = memory;
  }

  /** Its tensor was disposed. */
  release(): void {
    this.disposed = true;
  }
}

/** A tensor in this process's memory. */
export class HostTensor implements DeviceTensor {
  readonly array: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DataType;
  readonly allocation: Allocation;
  private readonly isView: boolean;

  constructor(array: TypedArray, { shape, dtype }: TensorSignature, allocation: Allocation, isView = false) {
    this.array = array;
    this.shape = shape;
    this.dtype = dtype;
    this.allocation = allocation;
    this.isView = isView;
    if (!isView) allocation.memory.bytes += array.byteLength;
  }

  get size(): number {
    return this.array.length;
  }

  view(offset: number, shape: readonly number[]): HostTensor {
    return new HostTensor(this.part(offset, shape), { shape, dtype: this.dtype }, this.allocation, true);
  }

  dispose(): void {
    if (this.isView || this.allocation.disposed) return;
    this.allocation.release();
    this.allocation.memory.bytes -= this.array.byteLength;
  }

  /** The elements of a view. */
  protected part(offset: number, shape: readonly number[]): TypedArray {
    const end = offset + sizeOf(shape);
    if (!Number.isInteger(offset) || offset < 0 || !(end <= this.array.length))
      throw new DeviceError(`a view of elements ${offset} to ${end} is outside a tensor of ${this.array.length}`);
    return this.array.subarray(offset, end);
  }
}

/** Zeroed memory for a shape. */
export function allocateHost({ shape, dtype }: TensorSignature): TypedArray {
  if (!shape.every((dimension) => Number.isInteger(dimension) && dimension >= 0))
    throw new DeviceError(`no tensor has the shape [${shape}]`);
  try {
    return allocate(dtype, sizeOf(shape));
  } catch (error) {
    throw new DeviceError(`no memory for a tensor ${dtype}[${shape}]`, { cause: error });
  }
}

/**
 * The tensor as one of the device with that memory.
 *
 * @param what it is called in the message of an error
 */
export function ownTensor(memory: HostMemory, tensor: DeviceTensor | undefined, what: string): HostTensor {
  if (!tensor) throw new DeviceError(`${what} is missing`);
  if (!(tensor instanceof HostTensor) || tensor.allocation.memory !== memory)
    throw new DeviceError(`${what} is a tensor of another device`);
  if (tensor.allocation.disposed) throw new DeviceError(`${what} was disposed`);
  return tensor;
}

/** The same, of the shape and type that a program was compiled for. */
export function fittingTensor(
  memory: HostMemory,
  tensor: DeviceTensor | undefined,
  what: string,
  { shape, dtype }: TensorSignature,
): HostTensor {
  const own = ownTensor(memory, tensor, what);
  let fits = own.dtype === dtype && own.shape.length === shape.length;
  for (let axis = 0; fits && axis < shape.length; axis++) fits = own.shape[axis] === shape[axis];
  if (fits) return own;
  throw new DeviceError(`${what} is ${own.dtype}[${own.shape}], the program was compiled for ${dtype}[${shape}]`);
}
