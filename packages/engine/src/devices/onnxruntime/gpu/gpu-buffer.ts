import { Tensor } from "onnxruntime-node";

/** A tensor in the GPU's memory, given back when its last user lets go of it. */
export class GpuBuffer {
  readonly size: number;
  private readonly tensor: Tensor;
  private uses = 1;

  /** The caller is its first user. */
  constructor(tensor: Tensor) {
    this.tensor = tensor;
    this.size = tensor.size;
  }

  retain(): this {
    this.uses++;
    return this;
  }

  release(): void {
    this.uses--;
    if (this.uses === 0) this.tensor.dispose();
  }

  /** What a session is fed: the buffer under any shape of as many elements. */
  as(dims: readonly number[]): Tensor {
    const { dims: own, type, gpuBuffer } = this.tensor;
    if (own.length === dims.length && own.every((dimension, axis) => dimension === dims[axis])) return this.tensor;
    return Tensor.fromGpuBuffer(gpuBuffer, { dataType: type as Tensor.GpuBufferDataTypes, dims });
  }
}
