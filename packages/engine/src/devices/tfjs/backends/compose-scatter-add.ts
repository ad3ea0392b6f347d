import * as tf from "@tensorflow/tfjs";

const kernelName = "ScatterAdd";

/** Gives a backend the kernel of `scatterAdd`, made of kernels that it has. */
export function composeScatterAdd(backendName: string): void {
  if (tf.getKernel(kernelName, backendName)) return;
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs }) => {
      const { target, indices, updates } = inputs as Record<"target" | "indices" | "updates", tf.Tensor>;
      return tf.tidy(() => {
        const rows = tf.reshape(indices, [indices.size, 1]);
        return tf.add(target, tf.scatterND(rows, updates, target.shape));
      });
    },
  });
}
