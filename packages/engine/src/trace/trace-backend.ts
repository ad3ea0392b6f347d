import * as tf from "@tensorflow/tfjs";
import { allocate, type TfjsDataType, type TypedArray, tfjsType } from "../dtype.ts";
import { TraceError } from "../errors/trace-error.ts";
import { leaf, type Value } from "../graph/graph.ts";

interface TensorInfo {
  dataId: object;
  shape: number[];
  dtype: TfjsDataType;
}

/** A tfjs backend that holds graph values where others hold numbers. */
export class TraceBackend extends tf.KernelBackend {
  private readonly values = new WeakMap<object, Value>();
  /** Constants made of other backends' tensors, by the tensors' data. */
  private captured = new WeakMap<object, Value>();

  /** The tfjs handle of a graph value. */
  tensorInfo(value: Value): TensorInfo {
    const dataId = {};
    this.values.set(dataId, value);
    return { dataId, shape: [...value.shape], dtype: value.dtype === "int64" ? "int32" : tfjsType(value.dtype) };
  }

  /** The graph value of a tfjs tensor. */
  value({ dataId, shape, dtype }: tf.TensorInfo): Value {
    const value = this.values.get(dataId);
    if (value) return value;
    const known = this.captured.get(dataId);
    const data = known?.data ?? constantData(readCaptured(dataId), supported(dtype));
    const isSame = known?.dtype === dtype && String(known.shape) === String(shape);
    const constant = isSame ? known : leaf(shape, supported(dtype), { data });
    this.captured.set(dataId, constant);
    return constant;
  }

  /** After a trace: what was captured may hold other numbers in the next. */
  forgetCaptured(): void {
    this.captured = new WeakMap();
  }

  override write(values: tf.backend_util.BackendValues | null, shape: number[], dtype: tf.DataType): object {
    const dataId = {};
    this.values.set(dataId, leaf(shape, supported(dtype), { data: constantData(values ?? [], supported(dtype)) }));
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
    return 0;
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

function readCaptured(dataId: object): tf.backend_util.BackendValues {
  try {
    return tf.engine().readSync(dataId);
  } catch (error) {
    throw new TraceError(
      "a tensor that the function captures cannot be read: it was disposed, or its backend is asynchronous",
      {
        cause: error,
      },
    );
  }
}

function supported(dtype: tf.DataType): TfjsDataType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new TraceError(`a tensor of type ${dtype} cannot be compiled`);
}

/** A copy, in the type's own array whatever tfjs keeps the numbers in. */
function constantData(values: tf.backend_util.BackendValues | readonly never[], dtype: TfjsDataType): TypedArray {
  const data = allocate(dtype, values.length);
  data.set(values as ArrayLike<number>);
  return data;
}
