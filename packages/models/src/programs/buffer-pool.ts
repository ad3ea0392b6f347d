import type { DataType, Device, DeviceTensor } from "@neftune/engine";

/** Scratch memory by name: as large as the largest shape asked for so far, handed out as views. */
export class BufferPool {
  private readonly device: Device;
  private readonly buffers = new Map<string, DeviceTensor>();
  private readonly reserved = new Map<string, number>();
  private readonly views = new Map<string, DeviceTensor>();

  constructor(device: Device) {
    this.device = device;
  }

  /** Makes `name` large enough for this shape too when it is first asked for. */
  reserve(name: string, shape: readonly number[]): void {
    this.reserved.set(name, Math.max(sizeOf(shape), this.reserved.get(name) ?? 0));
  }

  /** The memory called `name`; what it holds from before, under any shape, is overwritten by the next use. */
  get(name: string, shape: readonly number[], dtype: DataType = "float32"): DeviceTensor {
    const key = `${name}[${shape}]`;
    const known = this.views.get(key);
    if (known) return known;
    const size = sizeOf(shape);
    let buffer = this.buffers.get(name);
    if (!buffer || buffer.size < size) {
      for (const other of this.views.keys()) if (other.startsWith(`${name}[`)) this.views.delete(other);
      buffer?.dispose();
      buffer = this.device.empty([Math.max(size, this.reserved.get(name) ?? 0)], dtype);
      this.buffers.set(name, buffer);
    }
    const view = buffer.view(0, shape);
    this.views.set(key, view);
    return view;
  }

  /** Bytes of every buffer by name, as large as it is or was reserved to be. All its elements are four bytes wide. */
  sizes(): ReadonlyMap<string, number> {
    const names = new Set([...this.buffers.keys(), ...this.reserved.keys()]);
    return new Map(
      [...names].map((name) => [name, 4 * Math.max(this.buffers.get(name)?.size ?? 0, this.reserved.get(name) ?? 0)]),
    );
  }

  /** `get` with these numbers in it. */
  write(name: string, data: Float32Array | Int32Array, shape: readonly number[]): DeviceTensor {
    const tensor = this.get(name, shape, data instanceof Int32Array ? "int32" : "float32");
    this.device.write(tensor, data);
    return tensor;
  }

  /** Gives all memory back. */
  dispose(): void {
    for (const buffer of this.buffers.values()) buffer.dispose();
    this.buffers.clear();
    this.views.clear();
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
