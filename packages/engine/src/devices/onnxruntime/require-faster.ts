import * as tf from "@tensorflow/tfjs";
import type { Device } from "../../device.ts";
import type { DeviceOptions } from "../driver.ts";
import { OrtDevice } from "./ort-device.ts";

/** Rows and columns of matrices whose product is done in a blink by any CPU, and large enough for a GPU. */
const large = 1024;
/** The same, done in a blink even by a GPU that software imitates. */
const small = 256;
/** A GPU reaches that with small matrices, however long it takes to start it and to read a number back. */
const leastOfGpu = 2;
const repetitions = 3;

/**
 * Disposes of the device and fails where it multiplies matrices more slowly than onnxruntime's CPU provider.
 *
 * @throws Error
 */
export async function requireFasterThanCpu(device: Device, options: DeviceOptions): Promise<void> {
  await using cpu = new OrtDevice(options);
  try {
    const start = await gigaflops(device, small);
    if (start < leastOfGpu) throw new Error(`it multiplies matrices at ${start.toFixed(1)} GFLOPS`);
    const [own, its] = [await gigaflops(device, large), await gigaflops(cpu, large)];
    if (own > its) return;
    throw new Error(`it multiplies matrices at ${own.toFixed(0)} GFLOPS, the CPU at ${its.toFixed(0)}`);
  } catch (error) {
    await device.dispose();
    throw new Error(`not faster than the CPU provider: ${(error as Error).message}`, { cause: error });
  }
}

/** Speed of a float32 matrix product, with one number read back. */
async function gigaflops(device: Device, width: number): Promise<number> {
  const shape = [width, width];
  const program = await device.compile(({ a, b }) => ({ y: tf.sum(tf.matMul(a, b)) }), { a: shape, b: shape });
  const [a, b, y] = [device.empty(shape), device.empty(shape), device.empty([])];
  try {
    let best = Number.POSITIVE_INFINITY;
    // The first run compiles shaders and brings the matrices over.
    for (let repetition = 0; repetition <= repetitions; repetition++) {
      const start = performance.now();
      await program.run({ a, b }, { y });
      await device.read(y);
      if (repetition > 0) best = Math.min(best, performance.now() - start);
    }
    return (2 * width ** 3) / best / 1e6;
  } finally {
    for (const tensor of [a, b, y]) tensor.dispose();
    await program.dispose();
  }
}
