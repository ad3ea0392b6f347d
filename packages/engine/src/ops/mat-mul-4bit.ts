import * as tf from "@tensorflow/tfjs";
import { checkWeight, dequantize4Bit, type Weight4Bit } from "./dequantize-4bit.ts";

const kernelName = "MatMul4Bit";

/** The kernel for backends that run tfjs eagerly, of ops that they have. */
export const matMul4BitKernel: tf.KernelFunc = ({ inputs, attrs }) => {
  const { x, codes, scales } = inputs as Record<"x" | "codes" | "scales", tf.Tensor>;
  const { quantType, blockSize, transposeB } = attrs as unknown as Required<Omit<Weight4Bit, "codes" | "scales">> & {
    transposeB: boolean;
  };
  return tf.tidy(() => tf.matMul(x, dequantize4Bit({ codes, scales, quantType, blockSize }), false, transposeB));
};

tf.registerKernel({ kernelName, backendName: "cpu", kernelFunc: matMul4BitKernel });

tf.registerGradient({
  kernelName,
  inputsToSave: ["codes", "scales"],
  gradFunc: (dy, [codes, scales], attrs) => ({
    x: () => {
      const { transposeB } = attrs as unknown as { transposeB: boolean };
      const inputs = { x: dy as tf.Tensor, codes: codes!, scales: scales! };
      return tf.engine().runKernel(kernelName, inputs, { ...attrs, transposeB: !transposeB }) as tf.Tensor;
    },
  }),
});

/**
 * x·Wᵀ, as a linear layer has it, with a weight in 4 bits; it has a gradient by `x` alone. Where the graph is compiled, the weight's
 * numbers exist only while they are multiplied, and are computed again for the gradient.
 *
 * @param x [n, in], float32
 * @param weight [out, in]
 * @returns [n, out]
 * @throws Error when the shapes or types do not fit
 */
export function matMul4Bit(x: tf.Tensor, weight: Weight4Bit): tf.Tensor2D {
  const { codes, scales, quantType, blockSize = 64 } = weight;
  tf.util.assert(
    x.rank === 2 && x.dtype === "float32" && x.shape[1] === 2 * codes.shape[1]!,
    () => `matMul4Bit: x is ${x.dtype} [${x.shape}], not float32 [n, ${2 * codes.shape[1]!}]`,
  );
  checkWeight("matMul4Bit", weight);
  return tf.engine().runKernel(
    kernelName,
    { x, codes, scales },
    {
      quantType,
      blockSize,
      transposeB: true,
    },
  ) as tf.Tensor2D;
}
