import type {
  CompilationCost,
  CompileOptions,
  Device,
  DeviceMemory,
  DeviceTensor,
  InputSpec,
  Precision,
  Program,
  SingleResultFunction,
  TensorFunction,
  TensorSignature,
  VjpOptions,
  VjpPrograms,
} from "../device.ts";
import type { DataType, TypedArray } from "../dtype.ts";
import { DeviceError } from "../errors/device-error.ts";
import type { Graph } from "../graph/graph.ts";
import { signatures } from "../graph/signatures.ts";
import { type HostComputation, HostProgram } from "./host-program/host-program.ts";
import { Allocation, allocateHost, fittingTensor, HostMemory, type HostTensor, ownTensor } from "./host-tensor.ts";

/** What all devices have in common whose tensors lie in this process's memory. */
export abstract class HostDevice implements Device {
  abstract readonly name: string;
  abstract readonly description: string;
  readonly precision: Precision = "float32";
  readonly compilation: CompilationCost = { operations: 1e9, shapes: 16 };
  readonly hasFreeViews: boolean = true;
  protected readonly host = new HostMemory();
  private readonly programs = new Set<Program>();
  private isOpen = true;

  abstract compile<Name extends string>(
    fn: TensorFunction<Name>,
    spec: InputSpec<Name>,
    options?: CompileOptions,
  ): Promise<Program>;
  abstract compileVjp<Name extends string>(
    fn: SingleResultFunction<Name>,
    spec: InputSpec<Name>,
    options: VjpOptions,
  ): Promise<VjpPrograms>;
  /** A tensor over an array. */
  protected abstract wrap(array: TypedArray, signature: TensorSignature, allocation: Allocation): HostTensor;

  empty(shape: readonly number[], dtype: DataType = "float32"): HostTensor {
    this.requireOpen();
    const signature = { shape, dtype };
    return this.wrap(allocateHost(signature), signature, new Allocation(this.host));
  }

  write(tensor: DeviceTensor, data: TypedArray): void {
    const { array, shape, dtype } = ownTensor(this.host, tensor, "the tensor");
    // By its tag, as an array of another realm has another constructor.
    const kind = data[Symbol.toStringTag];
    if (data.length !== array.length || kind !== array[Symbol.toStringTag])
      throw new DeviceError(`a ${kind} of ${data.length} does not fill ${dtype}[${shape}]`);
    array.set(data);
  }

  zero(tensor: DeviceTensor): void {
    ownTensor(this.host, tensor, "the tensor").array.fill(0);
  }

  async read(tensor: DeviceTensor): Promise<TypedArray> {
    return ownTensor(this.host, tensor, "the tensor").array.slice();
  }

  memory(): DeviceMemory {
    return { tensors: this.host.bytes, programs: this.programs.size };
  }

  async dispose(): Promise<void> {
    this.isOpen = false;
    for (const program of [...this.programs]) await program.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** Counts a program until it is disposed. */
  protected register<P extends Program>(create: (onDispose: () => void) => P): P {
    const program: P = create(() => this.programs.delete(program));
    this.programs.add(program);
    return program;
  }

  /** A program that JavaScript computes. */
  protected hostProgram(computation: HostComputation, graph: Graph): Program {
    return this.register(
      (onDispose) =>
        new HostProgram(computation, signatures(graph.inputs), signatures(graph.outputs), {
          check: (tensor, label, signature) => fittingTensor(this.host, tensor, label, signature),
          create: ({ shape, dtype }) => this.empty(shape, dtype),
          onDispose,
        }),
    );
  }

  protected requireOpen(): void {
    if (!this.isOpen) throw new DeviceError(`the device ${this.name} was disposed`);
  }
}

/** The two programs as one thing to dispose of. */
export function vjpPrograms(
  forward: Program,
  backward: Program,
  residuals: Readonly<Record<string, TensorSignature>>,
): VjpPrograms {
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
