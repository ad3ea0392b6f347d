import { availableParallelism } from "node:os";
import type { Tensor } from "@tensorflow/tfjs";
import type {
  Device,
  DeviceMemory,
  DeviceTensor,
  Program,
  TensorFunction,
  TensorSpec,
  VjpOptions,
  VjpPrograms,
} from "../../device.ts";
import { allocate, type DataType, sizeOf, type TypedArray } from "../../dtype.ts";
import { DeviceError } from "../../errors.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { trace } from "../../trace/tracer.ts";
import { traceVjp } from "../../trace/vjp.ts";
import { OrtProgram } from "./ort-program.ts";
import { OrtTensor } from "./ort-tensor.ts";

/** onnxruntime's CPU provider, which comes with npm. */
export class OrtDevice implements Device {
  readonly name = "cpu";
  readonly description: string;
  private readonly threads: number;
  private readonly programs = new Set<OrtProgram>();
  private tensorBytes = 0;

  constructor({ threads = availableParallelism() }: { threads?: number } = {}) {
    this.threads = threads;
    this.description = `onnxruntime on ${threads} CPU thread${threads === 1 ? "" : "s"}`;
  }

  empty(shape: readonly number[], dtype: DataType = "float32"): OrtTensor {
    const array = allocate(dtype, sizeOf(shape));
    this.tensorBytes += array.byteLength;
    return new OrtTensor(array, shape, dtype);
  }

  write(tensor: DeviceTensor, data: TypedArray): void {
    const target = own(tensor);
    if (data.length !== target.size)
      throw new DeviceError(`${data.length} numbers do not fill a tensor of ${target.size}`);
    target.array.set(data);
  }

  zero(tensor: DeviceTensor): void {
    own(tensor).array.fill(0);
  }

  async read(tensor: DeviceTensor): Promise<TypedArray> {
    return own(tensor).array.slice();
  }

  compile(fn: TensorFunction, spec: Readonly<Record<string, TensorSpec>>): Promise<Program> {
    return this.createProgram(trace(fn, spec));
  }

  async compileVjp(
    fn: (inputs: Record<string, Tensor>) => Tensor,
    spec: Readonly<Record<string, TensorSpec>>,
    options: VjpOptions,
  ): Promise<VjpPrograms> {
    const graphs = traceVjp(fn, spec, options);
    const forward = await this.createProgram(graphs.forward);
    const backward = await this.createProgram(graphs.backward);
    const residuals = Object.fromEntries([...graphs.residuals].map(([name, value]) => [name, specOf(value)]));
    return {
      forward,
      backward,
      residuals,
      dispose: async () => {
        await forward.dispose();
        await backward.dispose();
      },
    };
  }

  memory(): DeviceMemory {
    return { tensors: this.tensorBytes, programs: this.programs.size };
  }

  async dispose(): Promise<void> {
    for (const program of [...this.programs]) await program.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  private async createProgram(graph: Graph): Promise<OrtProgram> {
    const program: OrtProgram = await OrtProgram.create(graph, this.threads, () => this.programs.delete(program));
    this.programs.add(program);
    return program;
  }
}

function specOf({ shape, dtype }: Value): { shape: readonly number[]; dtype: DataType } {
  return { shape, dtype: dtype as DataType };
}

function own(tensor: DeviceTensor): OrtTensor {
  if (!(tensor instanceof OrtTensor)) throw new DeviceError("the tensor belongs to another device");
  return tensor;
}
