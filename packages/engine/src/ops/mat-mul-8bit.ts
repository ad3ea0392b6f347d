import * as tf from "@tensorflow/tfjs";

const kernelName = "MatMul8Bit";

/** A matrix in 8 bits a number, each stretch of a row with a factor of its own. */
export interface Weight8Bit {
  /** [out, in], uint8 (int32 to a traced function): integers from −128 on, plus 128. */
  readonly codes: tf.Tensor;
  /** [out, in / blockSize], float32. `blockSize` is a power of two from 16 on. */
  readonly scales: tf.Tensor;
}

/** The kernel for backends that run tfjs eagerly, of ops that they have. */
export const matMul8BitKernel: tf.KernelFunc = ({ inputs }) => {
  const { x, codes, scales } = inputs as Record<"x" | "codes" | "scales", tf.Tensor>;
  const [out, width] = codes.shape as [number, number];
  const blocks = scales.shape[1]!;
  return tf.tidy(() => {
    const integers = tf.sub(tf.cast(codes, "float32"), 128);
    const weight = tf.mul(tf.reshape(integers, [out, blocks, width / blocks]), tf.reshape(scales, [out, blocks, 1]));
    return tf.matMul(x, tf.reshape(weight, [out, width]), false, true);
  });
};

tf.registerKernel({ kernelName, backendName: "cpu", kernelFunc: matMul8BitKernel });

/**
 * x·Wᵀ, as a linear layer has it, with a weight in 8 bits; without a gradient, for generation.
 *
 * It is fast where the weight is captured, so that it is a constant of the program, which runtimes then keep in 8 bits: of a few
 * rows, a third to a seventh of float32's time. As an input it is computed in float32, which takes longer than float32 alone.
 * onnxruntime rounds `x` to 8 bits a block, too.
 *
 * @param x [n, in], float32
 * @returns [n, out]
 * @throws Error when the shapes or types do not fit
 */
export function matMul8Bit(x: tf.Tensor, { codes, scales }: Weight8Bit): tf.Tensor2D {
  const [out, width] = codes.shape as [number, number];
  tf.util.assert(
    x.rank === 2 && x.dtype === "float32" && codes.rank === 2 && codes.dtype === "int32" && x.shape[1] === width,
    () => `matMul8Bit: x is ${x.dtype} [${x.shape}], codes are ${codes.dtype} [${codes.shape}]`,
  );
  const blockSize = width / (scales.shape[1] ?? 0);
  const isPower = blockSize >= 16 && Number.isInteger(Math.log2(blockSize));
  tf.util.assert(scales.rank === 2 && scales.shape[0] === out && isPower, () => {
    return `matMul8Bit: scales [${scales.shape}] are not [${out}, blocks] of 16, 32, 64 or more columns of ${width}`;
  });
  return tf.engine().runKernel(kernelName, { x, codes, scales }) as tf.Tensor2D;
}
