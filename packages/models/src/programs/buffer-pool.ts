import type { DataType, Device, DeviceTensor, TypedArray } from "@neftune/engine";

/** Scratch memory by name: as large as the largest shape asked for so far, handed out as views. */
export class BufferPool {
  private readonly device: Device;
  private readonly buffers = new Map<string, DeviceTensor>();
  private readonly reserved = new Map<string, number>();
  private readonly bytes = new Map<string, number>();
  private readonly views = new Map<string, DeviceTensor>();

  constructor(device: Device) {
    this.device = device;
  }

  /** Makes `name` large enough for this shape too when it is first asked for. */
  reserve(name: string, shape: readonly number[], dtype: DataType = "float32"): void {
    this.bytes.set(name, bytesOf(dtype));
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
      this.bytes.set(name, bytesOf(dtype));
    }
    const view = buffer.view(0, shape);
    this.views.set(key, view);
    return view;
  }

  /** Bytes of every buffer by name, as large as it is or was reserved to be. */
  sizes(): ReadonlyMap<string, number> {
    const names = new Set([...this.buffers.keys(), ...this.reserved.keys()]);
    return new Map(
      [...names].map((name) => {
        const size = Math.max(this.buffers.get(name)?.size ?? 0, this.reserved.get(name) ?? 0);
        return [name, size * this.bytes.get(name)!];
      }),
    );
  }

  /** `get` with these numbers in it. */
  write(name: string, data: TypedArray, shape: readonly number[]): DeviceTensor {
    const bytesOrFloats = data instanceof Uint8Array ? "bool" : "float32";
    const tensor = this.get(name, shape, data instanceof Int32Array ? "int32" : bytesOrFloats);
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

function bytesOf(dtype: DataType): number {
  return dtype === "bool" || dtype === "uint8" ? 1 : 4;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
