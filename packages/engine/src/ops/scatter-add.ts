import * as tf from "@tensorflow/tfjs";
import { allocate, sizeOf, type TypedArray } from "../dtype.ts";

const kernelName = "ScatterAdd";

interface CpuBackend extends tf.KernelBackend {
  readonly data: { get(dataId: object): { values: TypedArray } };
}

/** The reference: tfjs's own cpu backend, for the devices that run tfjs eagerly. */
tf.registerKernel({
  kernelName,
  backendName: "cpu",
  kernelFunc: ({ inputs, backend }) => {
    const { target, indices, updates } = inputs as Record<"target" | "indices" | "updates", tf.TensorInfo>;
    const cpu = backend as CpuBackend;
    const values = allocate(target.dtype as "float32" | "int32", sizeOf(target.shape));
    values.set(cpu.data.get(target.dataId).values);
    const rows = cpu.data.get(indices.dataId).values;
    const added = cpu.data.get(updates.dataId).values;
    const width = sizeOf(target.shape.slice(1));
    rows.forEach((row, i) => {
      if (row < 0 || row >= target.shape[0]!) throw new RangeError(`scatterAdd: there is no row ${row}`);
      for (let column = 0; column < width; column++) values[row * width + column]! += added[i * width + column]!;
    });
    return { dataId: cpu.write(values, target.shape, target.dtype), shape: target.shape, dtype: target.dtype };
  },
});

tf.registerGradient({
  kernelName,
  inputsToSave: ["indices"],
  gradFunc: (dy, [indices]) => ({
    target: () => dy as tf.Tensor,
    updates: () => tf.gather(dy as tf.Tensor, indices as tf.Tensor1D),
  }),
});

/**
 * Adds rows to rows of a tensor: `target[indices[i]] += updates[i]`. Indices may repeat; sums are taken in their order.
 *
 * @param target [rows, ...], float32 or int32
 * @param indices [n], int32, each in [0, rows)
 * @param updates [n, ...], of the target's type
 * @returns as `target`
 */
export function scatterAdd(target: tf.Tensor, indices: tf.Tensor, updates: tf.Tensor): tf.Tensor {
  tf.util.assert(indices.dtype === "int32" && updates.dtype === target.dtype, () => {
    return `scatterAdd: indices are ${indices.dtype}, updates ${updates.dtype}, the target ${target.dtype}`;
  });
  tf.util.assertShapesMatch(
    updates.shape,
    [indices.size, ...target.shape.slice(1)],
    "scatterAdd: updates do not fit. ",
  );
  return tf.engine().runKernel(kernelName, { target, indices, updates }) as tf.Tensor;
}
