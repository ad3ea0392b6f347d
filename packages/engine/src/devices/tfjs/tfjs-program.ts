import * as tf from "@tensorflow/tfjs";
import {
  type DeviceTensor,
  type InputSpec,
  normalizeSpec,
  type TensorFunction,
  type TensorSignature,
} from "../../device.ts";
import { allocate, type DataType, sizeOf, type TypedArray, tfjsType } from "../../dtype.ts";
import { DeviceError } from "../../errors/device-error.ts";
import { TraceError } from "../../errors/trace-error.ts";
import { tensorRecord } from "../../trace/tracer.ts";
import { withBackend } from "../../trace/with-backend.ts";
import type { Executable } from "../executable.ts";
import { Allocation, allocateHost, fittingTensor, type HostMemory, HostTensor } from "../host-tensor.ts";

interface HostArray extends TensorSignature {
  readonly array: TypedArray;
}

/** A function that tfjs calls anew each time, on one of its backends. */
export class TfjsProgram implements Executable {
  readonly inputs: Readonly<Record<string, TensorSignature>>;
  readonly outputs: Readonly<Record<string, TensorSignature>>;
  private readonly fn: TensorFunction;
  private readonly backendName: string;
  private readonly memory: HostMemory;
  private readonly onDispose: () => void;
  private isDisposed = false;

  constructor(fn: TensorFunction, spec: InputSpec, backendName: string, memory: HostMemory, onDispose: () => void) {
    this.fn = fn;
    this.backendName = backendName;
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
      this.outputs = withBackend(backendName, () =>
        mapValues(call(fn, zeros), ({ shape, dtype }) => ({ shape, dtype: dtype as DataType })),
      );
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
    const given = mapValues(this.inputs, (signature, name) =>
      fittingTensor(this.memory, inputs[name], `input ${name}`, signature),
    );
    const targets = mapValues(outputs, (tensor, name) =>
      fittingTensor(this.memory, tensor, `output ${name}`, this.outputs[name]!),
    );
    const arrays = await this.evaluate(given);
    return mapValues(this.outputs, (signature, name) => {
      const target = targets[name] ?? new HostTensor(allocateHost(signature), signature, new Allocation(this.memory));
      target.array.set(arrays[name]!);
      return target;
    });
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    this.onDispose();
  }

  /** The results' elements, some perhaps in the backend's own memory: to be copied before anything else runs. */
  private async evaluate(inputs: Readonly<Record<string, HostArray>>): Promise<Record<string, TypedArray>> {
    const results: Record<string, tf.Tensor> = {};
    try {
      withBackend(this.backendName, () => {
        // Clones, as a function may return a tensor that is not its own.
        for (const [name, tensor] of Object.entries(call(this.fn, inputs))) results[name] = tf.keep(tf.clone(tensor));
      });
      const read = Object.entries(results).map(async ([name, tensor]) => [name, await tensor.data()] as const);
      return Object.fromEntries(await Promise.all(read)) as Record<string, TypedArray>;
    } catch (error) {
      throw new DeviceError(`tfjs failed: ${(error as Error).message}`, { cause: error });
    } finally {
      for (const tensor of Object.values(results)) tensor.dispose();
    }
  }
}

function call(fn: TensorFunction, inputs: Readonly<Record<string, HostArray>>): Record<string, tf.Tensor> {
  return tensorRecord(
    fn(
      mapValues(inputs, ({ array, shape, dtype }) =>
        tf.tensor(dtype === "uint8" ? Int32Array.from(array) : array, [...shape], tfjsType(dtype)),
      ),
    ),
  );
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value, name: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
