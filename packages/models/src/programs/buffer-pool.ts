import type { DataType, Device, DeviceTensor } from "@neftune/engine";

/** Scratch memory by name: as large as the largest shape asked for so far, handed out as views. */
export class BufferPool {
  private readonly device: Device;
  private readonly buffers = new Map<string, DeviceTensor>();
  private readonly views = new Map<string, DeviceTensor>();

  constructor(device: Device) {
    this.device = device;
  }

  /** The memory called `name`; what it holds from before, under any shape, is overwritten by the next use. */
  get(name: string, shape: readonly number[], dtype: DataType = "float32"): DeviceTensor {
    const key = `${name}[${shape}]`;
    const known = this.views.get(key);
    if (known) return known;
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    let buffer = this.buffers.get(name);
    if (!buffer || buffer.size < size) {
      for (const other of this.views.keys()) if (other.startsWith(`${name}[`)) this.views.delete(other);
      buffer = this.device.empty([size], dtype);
      this.buffers.set(name, buffer);
    }
    const view = buffer.view(0, shape);
    this.views.set(key, view);
    return view;
  }
}
