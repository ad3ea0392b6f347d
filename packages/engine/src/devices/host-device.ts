import type {
  CompilationCost,
  CompileOptions,
  Device,
  DeviceMemory,
  DevicePlan,
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
import type { Executable } from "./executable.ts";
import { type HostComputation, HostProgram } from "./host-program/host-program.ts";
import { Allocation, allocateHost, fittingTensor, HostMemory, type HostTensor, ownTensor } from "./host-tensor.ts";
import { ManagedProgram } from "./managed-program.ts";
import { megabytes, type ProgramFacts } from "./program-facts.ts";

/** What all devices have in common whose tensors lie in this process's memory. */
export abstract class HostDevice implements Device {
  abstract readonly name: string;
  abstract readonly description: string;
  readonly precision: Precision = "float32";
  readonly compilation: CompilationCost = { operations: 1e9, shapes: 16 };
  readonly hasFreeViews: boolean = true;
  protected readonly host = new HostMemory();
  /** See `DeviceOptions`; `openDevice` sets it. */
  debugNumerics = false;
  private readonly executables = new Set<Executable>();
  private readonly programs = new Set<ManagedProgram>();
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
    return this.create({ shape, dtype });
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

  async load(_file: Uint8Array): Promise<Program> {
    throw new DeviceError(`the device ${this.name} runs functions of tfjs and no .onnx files`);
  }

  memory(): DeviceMemory {
    const plans = [...this.programs].map((program) => program.explain());
    return {
      tensors: this.host.bytes,
      programs: this.executables.size,
      constants: plans.reduce((sum, { constants }) => sum + constants, 0),
      scratch: plans.reduce((most, { scratch }) => Math.max(most, scratch ?? 0), 0),
    };
  }

  explain(): DevicePlan {
    const plans = [...this.programs].map((program) => program.explain());
    const memory = this.memory();
    const bytes = (value: number | null) => (value === null ? "?" : megabytes(value));
    const lines = plans.map(({ inputs, outputs, constants, scratch }, index) => {
      const parts = [`inputs ${bytes(inputs)}`, `outputs ${bytes(outputs)}`, `constants ${bytes(constants)}`];
      return `program ${index + 1}: ${[...parts, `scratch ${bytes(scratch)}`].join(", ")}`;
    });
    const total = `tensors ${bytes(memory.tensors)}, constants ${bytes(memory.constants)}, scratch at most ${bytes(memory.scratch)}`;
    return { ...memory, plans, summary: [total, ...lines].join("\n") };
  }

  async dispose(): Promise<void> {
    this.isOpen = false;
    for (const program of [...this.programs]) await program.dispose();
    for (const executable of [...this.executables]) await executable.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** A new tensor, for runs that end after the device was disposed of too. */
  protected create(signature: TensorSignature): HostTensor {
    return this.wrap(allocateHost(signature), signature, new Allocation(this.host));
  }

  /** Counts what a runtime holds until it is disposed. */
  protected register<E extends Executable>(create: (onDispose: () => void) => E): E {
    const executable: E = create(() => this.executables.delete(executable));
    this.executables.add(executable);
    return executable;
  }

  /** The program that users get of what a runtime made. */
  protected manage(executable: Executable, facts: ProgramFacts): Program {
    const program = new ManagedProgram(executable, facts, () => this.programs.delete(program));
    this.programs.add(program);
    return program;
  }

  /** A program that JavaScript computes. */
  protected hostProgram(computation: HostComputation, graph: Graph): Executable {
    return this.register(
      (onDispose) =>
        new HostProgram(computation, signatures(graph.inputs), signatures(graph.outputs), {
          check: (tensor, label, signature) => fittingTensor(this.host, tensor, label, signature),
          create: (signature) => this.create(signature),
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
