import type { Checkpoint } from "../checkpoints/checkpoint.ts";
import { sizeOf } from "../checkpoints/checkpoint.ts";
import { requireFinite } from "../checkpoints/require-finite.ts";
import { quantizeInt4 } from "./int4.ts";
import { type Quantized4Bit, quantizeNf4 } from "./nf4.ts";
import { blockSize, type Quantization } from "./quantization.ts";

/** Elements that are in float32 at once, 4 MiB: whole blocks. */
const chunkSize = 1 << 20;

/**
 * Reads a matrix of a checkpoint into 4 bits, a stretch at a time: it is never in memory in another form.
 *
 * @throws CheckpointError when the file is damaged, or holds NaN or infinity
 */
export async function readQuantized(
  checkpoint: Checkpoint,
  name: string,
  { quantType }: Quantization,
): Promise<Quantized4Bit> {
  const size = sizeOf(checkpoint.tensors.get(name)!.shape);
  const quantize = quantType === "nf4" ? quantizeNf4 : quantizeInt4;
  const codes = new Uint8Array(Math.ceil(size / 2));
  const scales = new Float32Array(Math.ceil(size / blockSize));
  const buffer = new Float32Array(Math.min(chunkSize, size));
  for (let begin = 0; begin < size; begin += chunkSize) {
    const chunk = buffer.subarray(0, Math.min(chunkSize, size - begin));
    await checkpoint.readInto(name, chunk, begin);
    requireFinite(checkpoint, name, chunk);
    const part = quantize(chunk, blockSize);
    codes.set(part.codes, begin / 2);
    scales.set(part.scales, begin / blockSize);
  }
  return { codes, scales };
}
