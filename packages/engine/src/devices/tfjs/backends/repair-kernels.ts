import * as tf from "@tensorflow/tfjs";
import { borrowedKernel } from "./borrow-kernels.ts";
import type { CallCondition, KernelCall } from "./call-conditions.ts";

/** Puts another function in the place of a backend's kernel. */
export type Repair = (kernel: tf.KernelFunc) => tf.KernelFunc;

/** Has the cpu backend compute what kernels of a backend get wrong; the rest is their own. */
export function borrowWhere(conditions: Readonly<Record<string, CallCondition>>): Record<string, Repair> {
  return Object.fromEntries(
    Object.entries(conditions).map(([kernelName, when]) => {
      const borrowed = borrowedKernel(kernelName);
      return [kernelName, (kernel) => (call) => (when(call as unknown as KernelCall) ? borrowed(call) : kernel(call))];
    }),
  );
}

/** Says what a kernel's one result is, where the kernel says it wrongly. */
export function withResult(result: (call: KernelCall) => Partial<Pick<tf.TensorInfo, "shape" | "dtype">>): Repair {
  return (kernel) => (call) => {
    const { dataId, shape, dtype } = kernel(call) as tf.TensorInfo;
    return { dataId, shape, dtype, ...result(call as unknown as KernelCall) };
  };
}

const repaired = new Set<string>();

/** Repairs kernels of a backend, once. Calls that they got right before give what they gave. */
export function repairKernels(backendName: string, repairs: Readonly<Record<string, Repair>>): void {
  if (repaired.has(backendName)) return;
  repaired.add(backendName);
  for (const [kernelName, repair] of Object.entries(repairs)) {
    const kernel = tf.getKernel(kernelName, backendName);
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ ...kernel, kernelFunc: repair(kernel.kernelFunc) });
  }
}
