import type { ParameterSpec } from "../architectures/architecture.ts";
import type { Checkpoint } from "../checkpoints/checkpoint.ts";
import { sizeOf } from "../checkpoints/checkpoint.ts";
import { requireFinite } from "../checkpoints/require-finite.ts";
import { quantizeInt4 } from "./int4.ts";
import { type Quantized4Bit, quantizeNf4 } from "./nf4.ts";
import { blockSize, type Quantization } from "./quantization.ts";

/** Elements that are in float32 at once, 4 MiB: whole blocks. */
const chunkSize = 1 << 20;

/**
 * Reads a matrix of a checkpoint into 4 bits, a stretch at a time: it is never in memory in another form. One that has a column
 * for each output, as transformers' Conv1D does, is read whole, to be turned.
 *
 * @throws CheckpointError when the file is damaged, or holds NaN or infinity
 */
export async function readQuantized(
  checkpoint: Checkpoint,
  name: string,
  { quantType }: Quantization,
  { linear, shape }: ParameterSpec,
): Promise<Quantized4Bit> {
  const turned = linear === "conv1d" ? await readTurned(checkpoint, name, shape) : null;
  const size = sizeOf(checkpoint.tensors.get(name)!.shape);
  const quantize = quantType === "nf4" ? quantizeNf4 : quantizeInt4;
  const codes = new Uint8Array(Math.ceil(size / 2));
  const scales = new Float32Array(Math.ceil(size / blockSize));
  const buffer = new Float32Array(turned ? 0 : Math.min(chunkSize, size));
  for (let begin = 0; begin < size; begin += chunkSize) {
    const length = Math.min(chunkSize, size - begin);
    const chunk = turned ? turned.subarray(begin, begin + length) : buffer.subarray(0, length);
    if (!turned) await checkpoint.readInto(name, chunk, begin);
    requireFinite(checkpoint, name, chunk);
    const part = quantize(chunk, blockSize);
    codes.set(part.codes, begin / 2);
    scales.set(part.scales, begin / blockSize);
  }
  return { codes, scales };
}

/** [in, out] as [out, in]. */
async function readTurned(checkpoint: Checkpoint, name: string, shape: readonly number[]): Promise<Float32Array> {
  const [width, out] = shape as [number, number];
  const values = new Float32Array(width * out);
  await checkpoint.readInto(name, values);
  const turned = new Float32Array(width * out);
  for (let row = 0; row < out; row++)
    for (let column = 0; column < width; column++) turned[row * width + column] = values[column * out + row]!;
  return turned;
}
