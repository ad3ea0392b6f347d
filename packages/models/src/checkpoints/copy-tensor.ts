import type { Device, DeviceTensor } from "@neftune/engine";
import type { Checkpoint } from "./checkpoint.ts";
import { requireFinite } from "./require-finite.ts";

/** Elements that are on the way at once: 4 MiB, so that they stay in the processor's cache. */
const chunkSize = 1 << 20;

/**
 * Copies tensors of checkpoints into a device's memory, a chunk at a time through one buffer: that is all the memory that
 * loading takes beside the parameters' own.
 */
export class TensorCopier {
  private readonly device: Device;
  private readonly requireFinite: boolean;
  private readonly buffer = new Float32Array(chunkSize);

  /** @param requireFinite refuse NaN and infinity; default false */
  constructor(device: Device, { requireFinite = false }: { requireFinite?: boolean } = {}) {
    this.device = device;
    this.requireFinite = requireFinite;
  }

  /**
   * @param tensor float32, of the size of the stored one
   * @throws CheckpointError when the file is damaged, or holds numbers that are none and must not
   */
  async copy(checkpoint: Checkpoint, name: string, tensor: DeviceTensor): Promise<void> {
    for (let begin = 0; begin < tensor.size; begin += chunkSize) {
      const chunk = this.buffer.subarray(0, Math.min(chunkSize, tensor.size - begin));
      await checkpoint.readInto(name, chunk, begin);
      if (this.requireFinite) requireFinite(checkpoint, name, chunk);
      this.device.write(tensor.view(begin, [chunk.length]), chunk);
    }
  }
}
