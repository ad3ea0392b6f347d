import * as tf from "@tensorflow/tfjs";

const kernelName = "ScatterAdd";

/** The reference: tfjs's own cpu backend, for the devices that run tfjs eagerly. */
tf.registerKernel({
  kernelName,
  backendName: "cpu",
  kernelFunc: ({ inputs, backend }) => {
    const { target, indices, updates } = inputs as Record<"target" | "indices" | "updates", tf.TensorInfo>;
    const cpu = backend as { data: { get(dataId: object): { values: Float32Array } } } & tf.KernelBackend;
    const values = Float32Array.from(cpu.data.get(target.dataId).values);
    const rows = cpu.data.get(indices.dataId).values;
    const added = cpu.data.get(updates.dataId).values;
    const width = target.shape.slice(1).reduce((product, dimension) => product * dimension, 1);
    for (let row = 0; row < rows.length; row++)
      for (let column = 0; column < width; column++)
        values[rows[row]! * width + column]! += added[row * width + column]!;
    return { dataId: cpu.write(values, target.shape, target.dtype), shape: target.shape, dtype: target.dtype };
  },
});

/**
 * Adds rows to rows of a tensor: `target[indices[i]] += updates[i]`. Indices may repeat. Has no gradient.
 *
 * @param target [rows, ...]
 * @param indices [n], int32
 * @param updates [n, ...]
 * @returns as `target`
 */
export function scatterAdd(target: tf.Tensor, indices: tf.Tensor, updates: tf.Tensor): tf.Tensor {
  return tf.engine().runKernel(kernelName, { target, indices, updates }) as tf.Tensor;
}
