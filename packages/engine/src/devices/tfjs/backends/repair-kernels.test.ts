import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { withBackend } from "../../../trace/with-backend.ts";
import { borrowMissingKernels } from "./borrow-kernels.ts";
import { borrowWhere, repairKernels, withResult } from "./repair-kernels.ts";

/** A backend that keeps numbers and computes nothing. */
class Store extends tf.KernelBackend {
  readonly stored = new tf.DataStorage<tf.BackendValues>(this, tf.engine());

  override write(values: tf.BackendValues): object {
    const id = {};
    this.stored.set(id, values);
    return id;
  }

  override move(id: object, values: tf.BackendValues): void {
    this.stored.set(id, values);
  }

  override readSync(id: object): tf.BackendValues {
    return this.stored.get(id);
  }

  override disposeData(id: object): boolean {
    return this.stored.delete(id);
  }

  override numDataIds(): number {
    return this.stored.numDataIds();
  }

  override refCount(): number {
    return 1;
  }
}

tf.registerBackend("store", () => new Store());
const wrong: tf.KernelFunc = ({ inputs, backend }) => {
  const { a } = inputs as { a: tf.TensorInfo };
  return { dataId: (backend as Store).write(new Float32Array(2).fill(-1)), shape: [1, 2], dtype: a.dtype };
};
for (const kernelName of ["Add", "Multiply"])
  tf.registerKernel({ kernelName, backendName: "store", kernelFunc: wrong });
borrowMissingKernels("store");
repairKernels("store", {
  ...borrowWhere({ Add: ({ inputs: { b } }) => b!.dtype === "int32" }),
  Multiply: withResult(({ inputs: { a } }) => ({ shape: a!.shape })),
});

const onStore = (fn: () => tf.Tensor) =>
  withBackend("store", () => {
    const { shape, dtype, ...tensor } = fn();
    return { shape, dtype, data: [...(tf.engine().readSync(tensor.dataId) as Float32Array)] };
  });

test("a kernel that is missing is the cpu backend's, also one of a list of tensors", () => {
  expect(onStore(() => tf.sub([3, 4], [1, 1]))).toEqual({ shape: [2], dtype: "float32", data: [2, 3] });
  const joined = onStore(() => tf.concat([tf.tensor1d([1], "int32"), tf.tensor1d([2, 3], "int32")]));
  expect(joined).toEqual({ shape: [3], dtype: "int32", data: [1, 2, 3] });
});

test("a kernel is left alone but for the calls that it gets wrong", () => {
  expect(onStore(() => tf.add([1, 2], [3, 4])).data).toEqual([-1, -1]);
  expect(onStore(() => tf.add(tf.tensor1d([1, 2], "int32"), tf.tensor1d([3, 4], "int32")))).toEqual({
    shape: [2],
    dtype: "int32",
    data: [4, 6],
  });
});

test("a result that is called by a wrong shape gets the right one", () => {
  expect(onStore(() => tf.mul([1, 2], [3, 4]))).toEqual({ shape: [2], dtype: "float32", data: [-1, -1] });
});

test("the cpu backend keeps nothing of what was borrowed", () => {
  const cpu = tf.engine().findBackend("cpu");
  const before = cpu.numDataIds();
  onStore(() => tf.sub([3, 4], [1, 1]));
  expect(cpu.numDataIds()).toBe(before);
});
