import * as tf from "@tensorflow/tfjs";
import {
  type Device,
  type DeviceMemory,
  type DeviceTensor,
  normalizeSpec,
  type Program,
  type TensorFunction,
  type TensorSpec,
  type VjpOptions,
  type VjpPrograms,
} from "../../device.ts";
import { allocate, type DataType, sizeOf, type TypedArray } from "../../dtype.ts";
import { DeviceError } from "../../errors.ts";
import { gradientSpec, gradients } from "../../trace/vjp.ts";
import "../../ops/scatter-add.ts";

class HostTensor implements DeviceTensor {
  readonly array: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DataType;

  constructor(array: TypedArray, shape: readonly number[], dtype: DataType) {
    this.array = array;
    this.shape = shape;
    this.dtype = dtype;
  }
  get size(): number {
    return this.array.length;
  }
  view(offset: number, shape: readonly number[]): HostTensor {
    return new HostTensor(this.array.subarray(offset, offset + sizeOf(shape)), shape, this.dtype);
  }
}

/**
 * tfjs's own cpu backend, kernel by kernel: slow, and the reference that the compiled devices are compared with.
 * Nothing is compiled; a backward program always recomputes.
 */
export class TfjsDevice implements Device {
  readonly name = "tfjs";
  readonly description = "TensorFlow.js's cpu backend, op by op: the reference, not for speed";
  private tensorBytes = 0;
  private programs = 0;

  empty(shape: readonly number[], dtype: DataType = "float32"): DeviceTensor {
    const array = allocate(dtype, sizeOf(shape));
    this.tensorBytes += array.byteLength;
    return new HostTensor(array, shape, dtype);
  }

  write(tensor: DeviceTensor, data: TypedArray): void {
    own(tensor).array.set(data);
  }

  zero(tensor: DeviceTensor): void {
    own(tensor).array.fill(0);
  }

  async read(tensor: DeviceTensor): Promise<TypedArray> {
    return own(tensor).array.slice();
  }

  async compile(fn: TensorFunction, spec: Readonly<Record<string, TensorSpec>>): Promise<Program> {
    const inputs = Object.fromEntries(Object.entries(spec).map(([name, given]) => [name, normalizeSpec(given)]));
    // Shapes of the results are learnt from one run on zeros.
    const zeros = Object.values(inputs).map(
      ({ shape, dtype }) => new HostTensor(allocate(dtype, sizeOf(shape)), shape, dtype),
    );
    const named = Object.fromEntries(Object.keys(inputs).map((name, index) => [name, zeros[index]!]));
    const outputs = Object.fromEntries(
      Object.entries(evaluate(fn, named)).map(([name, { shape, dtype }]) => [name, { shape, dtype }]),
    );
    this.programs++;
    return {
      inputs,
      outputs,
      run: async (given, into = {}) => {
        const tensors = Object.fromEntries(Object.keys(inputs).map((name) => [name, own(given[name], name)]));
        const results: Record<string, DeviceTensor> = {};
        for (const [name, result] of Object.entries(evaluate(fn, tensors))) {
          const target = into[name] ? own(into[name], name) : result;
          if (target !== result) target.array.set(result.array);
          results[name] = target;
        }
        return results;
      },
      dispose: async () => {
        this.programs--;
      },
    };
  }

  async compileVjp(
    fn: (inputs: Record<string, tf.Tensor>) => tf.Tensor,
    spec: Readonly<Record<string, TensorSpec>>,
    options: VjpOptions,
  ): Promise<VjpPrograms> {
    const forward = await this.compile((inputs) => ({ y: fn(inputs) }), spec);
    const backward = await this.compile(
      (inputs) => {
        const { y: _, ...rest } = gradients(fn, inputs, options);
        return rest;
      },
      gradientSpec(forward.outputs.y!.shape, spec, options),
    );
    return {
      forward,
      backward,
      residuals: {},
      dispose: async () => {
        await forward.dispose();
        await backward.dispose();
      },
    };
  }

  memory(): DeviceMemory {
    return { tensors: this.tensorBytes, programs: this.programs };
  }

  async dispose(): Promise<void> {}

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

/** One eager run; tfjs's choice of backend is put back. */
function evaluate(fn: TensorFunction, inputs: Record<string, HostTensor>): Record<string, HostTensor> {
  const previous = tf.engine().backendName;
  void tf.setBackend("cpu");
  // tfjs's advice to install its native addon is not for the reference.
  (tf.backend() as { firstUse?: boolean }).firstUse = false;
  tf.engine().startScope("evaluate");
  try {
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([name, { array, shape, dtype }]) => [name, tf.tensor(array, [...shape], dtype)]),
    );
    return Object.fromEntries(
      Object.entries(fn(tensors)).map(([name, tensor]) => [
        name,
        new HostTensor((tensor.dataSync() as TypedArray).slice(), tensor.shape, tensor.dtype as DataType),
      ]),
    );
  } finally {
    tf.engine().endScope();
    if (previous) void tf.setBackend(previous);
  }
}

function own(tensor: DeviceTensor | undefined, name = "a tensor"): HostTensor {
  if (!(tensor instanceof HostTensor)) throw new DeviceError(`no tensor of this device was given for ${name}`);
  return tensor;
}
