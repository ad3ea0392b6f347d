import * as tf from "@tensorflow/tfjs";
import {
  type DeviceTensor,
  type InputSpec,
  normalizeSpec,
  type TensorFunction,
  type TensorSignature,
} from "../../device.ts";
import { allocate, type DataType, sizeOf, type TypedArray } from "../../dtype.ts";
import { DeviceError } from "../../errors/device-error.ts";
import { TraceError } from "../../errors/trace-error.ts";
import { tensorRecord } from "../../trace/tracer.ts";
import { withBackend } from "../../trace/with-backend.ts";
import type { Executable } from "../executable.ts";
import { Allocation, fittingTensor, type HostMemory, HostTensor } from "../host-tensor.ts";

interface HostArray extends TensorSignature {
  readonly array: TypedArray;
}

/** A function that tfjs calls anew each time. */
export class TfjsProgram implements Executable {
  readonly inputs: Readonly<Record<string, TensorSignature>>;
  readonly outputs: Readonly<Record<string, TensorSignature>>;
  private readonly fn: TensorFunction;
  private readonly memory: HostMemory;
  private readonly onDispose: () => void;
  private isDisposed = false;

  constructor(fn: TensorFunction, spec: InputSpec, memory: HostMemory, onDispose: () => void) {
    this.fn = fn;
    this.memory = memory;
    this.onDispose = onDispose;
    this.inputs = mapValues(spec, normalizeSpec);
    // Shapes of the results are learnt from one run on zeros.
    const zeros = mapValues(this.inputs, ({ shape, dtype }) => ({
      shape,
      dtype,
      array: allocate(dtype, sizeOf(shape)),
    }));
    try {
      this.outputs = mapValues(evaluate(fn, zeros), ({ shape, dtype }) => ({ shape, dtype }));
    } catch (error) {
      if (TraceError.isInstance(error)) throw error;
      throw new TraceError(`the function could not be run: ${(error as Error).message}`, { cause: error });
    }
  }

  async run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    outputs: Readonly<Record<string, DeviceTensor>> = {},
  ): Promise<Record<string, DeviceTensor>> {
    if (this.isDisposed) throw new DeviceError("the program was disposed");
    for (const name of Object.keys(outputs))
      if (!Object.hasOwn(this.outputs, name)) throw new DeviceError(`the program has no output ${name}`);
    const given = Object.entries(this.inputs).map(
      ([name, signature]) => [name, fittingTensor(this.memory, inputs[name], `input ${name}`, signature)] as const,
    );
    const targets = mapValues(outputs, (tensor, name) =>
      fittingTensor(this.memory, tensor, `output ${name}`, this.outputs[name]!),
    );
    return mapValues(evaluate(this.fn, Object.fromEntries(given)), (result, name) => {
      const target = targets[name];
      if (!target) return new HostTensor(result.array, result, new Allocation(this.memory));
      target.array.set(result.array);
      return target;
    });
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    this.onDispose();
  }
}

/** One eager run. */
function evaluate(fn: TensorFunction, inputs: Readonly<Record<string, HostArray>>): Record<string, HostArray> {
  return withBackend("cpu", () => {
    // tfjs's advice to install its native addon is not for the reference.
    (tf.backend() as { firstUse?: boolean }).firstUse = false;
    const tensors = mapValues(inputs, ({ array, shape, dtype }) => tf.tensor(array, [...shape], dtype));
    return mapValues(tensorRecord(fn(tensors)), (tensor) => {
      const [shape, dtype] = [tensor.shape, tensor.dtype as DataType];
      // tfjs casts without changing the array's type: a float32 tensor may lie in an Int32Array.
      const array = allocate(dtype, tensor.size);
      array.set(tensor.dataSync());
      return { shape, dtype, array };
    });
  });
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value, name: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
