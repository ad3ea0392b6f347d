import * as tf from "@tensorflow/tfjs";
import { allocate, isDataType, sizeOf, type TypedArray } from "../../../dtype.ts";

type KernelInputs = tf.NamedTensorInfoMap | readonly tf.TensorInfo[];

interface CpuBackend extends tf.KernelBackend {
  firstUse: boolean;
  disposeIntermediateTensorInfo(info: tf.TensorInfo): void;
}

/**
 * Gives a backend all kernels that it lacks and tfjs's cpu backend has, computed by the latter on copies of the data.
 *
 * @param backendName of a backend that can be read synchronously
 */
export function borrowMissingKernels(backendName: string): void {
  for (const { kernelName } of tf.getKernelsForBackend("cpu"))
    if (!tf.getKernel(kernelName, backendName))
      tf.registerKernel({ kernelName, backendName, kernelFunc: borrowedKernel(kernelName) });
}

/** A kernel of the cpu backend, for a backend that can be read synchronously. */
export function borrowedKernel(kernelName: string): tf.KernelFunc {
  const { kernelFunc } = tf.getKernel(kernelName, "cpu");
  return ({ inputs, attrs, backend }) => {
    const cpu = tf.engine().findBackend("cpu") as CpuBackend;
    // tfjs's advice to install its native addon is not for the few kernels that are borrowed.
    cpu.firstUse = false;
    const copies: tf.TensorInfo[] = [];
    const given = mapInputs(inputs, (info) => {
      const copy = transfer(info, backend as tf.KernelBackend, cpu);
      copies.push(copy);
      return copy;
    });
    const results = kernelFunc({ inputs: given as tf.NamedTensorInfoMap, backend: cpu, attrs: attrs! });
    const takeBack = (info: tf.TensorInfo) => {
      const result = transfer(info, cpu, backend as tf.KernelBackend);
      cpu.disposeIntermediateTensorInfo(info);
      return result;
    };
    const outputs = Array.isArray(results) ? results.map(takeBack) : takeBack(results);
    for (const copy of copies) cpu.disposeIntermediateTensorInfo(copy);
    return outputs;
  };
}

/** Kernels such as Concat have a list of inputs, the others names; some of these are optional. */
function mapInputs(inputs: KernelInputs, map: (info: tf.TensorInfo) => tf.TensorInfo): KernelInputs {
  if (Array.isArray(inputs)) return inputs.map(map);
  return Object.fromEntries(Object.entries(inputs).map(([name, info]) => [name, info ? map(info) : info]));
}

/** A copy in another backend. */
function transfer(
  { dataId, shape, dtype }: tf.TensorInfo,
  from: tf.KernelBackend,
  to: tf.KernelBackend,
): tf.TensorInfo {
  if (!isDataType(dtype)) throw new Error(`${dtype} tensors stay on their backend`);
  // tfjs casts without changing the array's type: a float32 tensor may lie in an Int32Array.
  const values = allocate(dtype, sizeOf(shape));
  values.set(from.readSync(dataId) as TypedArray);
  return { dataId: to.write(values, shape, dtype), shape, dtype };
}
