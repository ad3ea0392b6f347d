import * as tf from "@tensorflow/tfjs";
import { matMul4BitKernel } from "../../../ops/mat-mul-4bit.ts";

const scatterAddKernel: tf.KernelFunc = ({ inputs }) => {
  const { target, indices, updates } = inputs as Record<"target" | "indices" | "updates", tf.Tensor>;
  return tf.tidy(() => {
    const rows = tf.reshape(indices, [indices.size, 1]);
    return tf.add(target, tf.scatterND(rows, updates, target.shape));
  });
};

const composed: Readonly<Record<string, tf.KernelFunc>> = {
  MatMul4Bit: matMul4BitKernel,
  ScatterAdd: scatterAddKernel,
};

/** Gives a backend the kernels of this package's own ops, made of kernels that it has. */
export function composeKernels(backendName: string): void {
  for (const [kernelName, kernelFunc] of Object.entries(composed))
    if (!tf.getKernel(kernelName, backendName)) tf.registerKernel({ kernelName, backendName, kernelFunc });
}
