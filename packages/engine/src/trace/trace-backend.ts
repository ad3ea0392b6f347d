import * as tf from "@tensorflow/tfjs";
import type { DataType, TypedArray } from "../dtype.ts";
import { TraceError } from "../errors.ts";
import { leaf, type Value } from "../graph/graph.ts";

interface TensorInfo {
  dataId: object;
  shape: number[];
  dtype: DataType;
}

/** A tfjs backend that holds graph values where others hold numbers. */
export class TraceBackend extends tf.KernelBackend {
  private readonly values = new Map<object, Value>();

  /** The tfjs handle of a graph value. */
  tensorInfo(value: Value): TensorInfo {
    const dataId = {};
    this.values.set(dataId, value);
    return { dataId, shape: [...value.shape], dtype: value.dtype === "int64" ? "int32" : value.dtype };
  }

  /** The graph value of a tfjs tensor. */
  value(tensor: tf.TensorInfo): Value {
    const value = this.values.get(tensor.dataId);
    if (value) return value;
    // A tensor of another backend, captured by the function: its numbers become a constant.
    const data = tf.engine().makeTensorFromTensorInfo(tensor).dataSync() as TypedArray;
    return leaf(tensor.shape, tensor.dtype as DataType, { data: data.slice() });
  }

  /** Drops all values after a trace. */
  forgetAll(): void {
    this.values.clear();
  }

  override write(values: tf.backend_util.BackendValues | null, shape: number[], dtype: tf.DataType): object {
    if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool")
      throw new TraceError(`a tensor of type ${dtype} cannot be compiled`);
    const dataId = {};
    this.values.set(dataId, leaf(shape, dtype, { data: constantData(values, dtype) }));
    return dataId;
  }

  override readSync(): never {
    throw new TraceError("the function reads a tensor's values while it is compiled; only its shape is known then");
  }
  override async read(): Promise<never> {
    return this.readSync();
  }
  override disposeData(): boolean {
    return true;
  }
  override incRef(): void {}
  decRef(): void {}
  override refCount(): number {
    return 1;
  }
  override numDataIds(): number {
    return this.values.size;
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
  override timerAvailable(): boolean {
    return false;
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }
}

function constantData(values: ArrayLike<unknown> | null, dtype: DataType): TypedArray {
  const numbers = Array.from(values ?? [], Number);
  if (dtype === "float32") return Float32Array.from(numbers);
  return dtype === "int32" ? Int32Array.from(numbers) : Uint8Array.from(numbers);
}
