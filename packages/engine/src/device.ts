import type { Tensor } from "@tensorflow/tfjs";
import type { DataType, TypedArray } from "./dtype.ts";

/** Shape and element type of a tensor; an array alone means float32. */
export type TensorSpec = readonly number[] | { readonly shape: readonly number[]; readonly dtype?: DataType };

/** Shape and element type, spelled out. */
export interface TensorSignature {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** A tensor in a device's memory. Views share the memory they look at. */
export interface DeviceTensor extends TensorSignature {
  /** Number of elements. */
  readonly size: number;
  /**
   * `shape`'s worth of elements from element `offset` on, in the same memory.
   *
   * @throws DeviceError when they are not all inside the tensor.
   */
  view(offset: number, shape: readonly number[]): DeviceTensor;
  /** Gives the memory back; the tensor and all its views are unusable from then on. On a view, and a second time: nothing. */
  dispose(): void;
}

/** A compiled function. Which outputs are computed into which memory is the caller's choice. */
export interface Program {
  readonly inputs: Readonly<Record<string, TensorSignature>>;
  readonly outputs: Readonly<Record<string, TensorSignature>>;
  /**
   * Runs once. Outputs named in `outputs` are written there, the others into new memory, which is the caller's to dispose.
   * An output may share memory with the inputs that `inPlace` has for it, element for element, and with nothing else.
   * Tensors in `inputs` that the program has no use for are passed over.
   *
   * @throws DeviceError when a tensor is missing, has another shape or type than was compiled, or is another device's,
   *   when `outputs` names what the program does not compute, and when an output shares memory that it must not share;
   *   NumericsError on a device with `debugNumerics`.
   */
  run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    outputs?: Readonly<Record<string, DeviceTensor>>,
  ): Promise<Record<string, DeviceTensor>>;
  /**
   * For every output the inputs whose memory it may share: those that the function reads element by element on the way to it, and
   * nowhere else, so that an update can replace what it updates.
   */
  readonly inPlace: Readonly<Record<string, readonly string[]>>;
  /** What memory it takes, and what it is made of. */
  explain(): ProgramPlan;
  /**
   * The program as an .onnx file, for `Device.load` and for others.
   *
   * @throws TraceError on a device of tfjs's, where the function has a kernel that cannot be compiled
   */
  save(): Uint8Array;
  /** Waits for runs that have begun. Another run is refused from then on. */
  dispose(): Promise<void>;
}

/** Memory of a program in bytes, and its operators. */
export interface ProgramPlan {
  /** Given to every run. */
  readonly inputs: number;
  /** Given to every run, or made by it. */
  readonly outputs: number;
  /** Numbers that are part of the program. */
  readonly constants: number;
  /** The most that intermediate results take while it runs; null where the runtime does not plan it. */
  readonly scratch: number | null;
  /** How often each ONNX operator is in it, the most frequent first. */
  readonly operators: Readonly<Record<string, number>>;
  /** All of that in words, a line each. */
  readonly summary: string;
}

/**
 * A tfjs function of named tensors with named results. It is called once, while it is compiled: what it reads besides its
 * inputs (captured tensors, random numbers) is constant from then on.
 */
export type TensorFunction<Name extends string = string> = (inputs: Record<Name, Tensor>) => Record<string, Tensor>;

/** A tfjs function of named tensors with one result. */
export type SingleResultFunction<Name extends string = string> = (inputs: Record<Name, Tensor>) => Tensor;

/** Shapes and types of a function's inputs. */
export type InputSpec<Name extends string = string> = Readonly<Record<Name, TensorSpec>>;

/** How the backward program gets what the forward program computed. */
export type Residuals = "keep" | "recompute";

/** How numbers are computed. With `bfloat16`, matrix products are; what is stored stays float32. */
export type Precision = "float32" | "bfloat16";

export interface CompileOptions {
  /** Default: the device's. A device without bfloat16 computes in float32. */
  readonly precision?: Precision;
}

export interface VjpOptions extends CompileOptions {
  /** Inputs that need a gradient. */
  readonly wrt: readonly string[];
  /**
   * `keep`: results of matrix products and softmaxes become outputs of the forward program and inputs of the backward one;
   * the element-wise rest is computed again. `recompute`: everything is, from the function's inputs (gradient checkpointing).
   */
  readonly residuals: Residuals;
  /** Those of `wrt` whose gradient is added to the input `acc_<name>` of the backward program. */
  readonly accumulate?: readonly string[];
}

/**
 * The two programs of one function of a single result: `forward` gives `y` and the residuals;
 * `backward` takes `dy`, the residuals and those inputs it still needs, and gives `d_<name>` for every name in `wrt`.
 */
export interface VjpPrograms {
  readonly forward: Program;
  readonly backward: Program;
  /** Residuals' names and specs: outputs of `forward`, inputs of `backward`. */
  readonly residuals: Readonly<Record<string, TensorSignature>>;
  dispose(): Promise<void>;
}

export interface DeviceMemory {
  /** Bytes of tensors that `empty` and `run` made and that were not disposed. */
  readonly tensors: number;
  /** Compiled programs that were not disposed. */
  readonly programs: number;
  /** Bytes of tensors that went to a GPU so far; absent where tensors are the host's. */
  readonly uploaded?: number;
  /** Bytes of tensors that came back. */
  readonly downloaded?: number;
  /** Bytes of numbers that are part of programs. */
  readonly constants: number;
  /** Bytes that the intermediate results of the hungriest program take while it runs. */
  readonly scratch: number;
}

/** What a device's memory is used for. */
export interface DevicePlan extends DeviceMemory {
  /** Of every program that was not disposed, the oldest first. */
  readonly plans: readonly ProgramPlan[];
  /** In words, a line for each program. */
  readonly summary: string;
}

/** What compiled programs cost on a device, for deciding how many to have. */
export interface CompilationCost {
  /** Floating point operations that could be computed while one program of some size is compiled, about. */
  readonly operations: number;
  /** How many shapes of one function are worth their memory at the most. */
  readonly shapes: number;
}

/** The one thing that the rest of the code sees of a runtime. */
export interface Device extends AsyncDisposable {
  /** The name that `openDevice` takes. */
  readonly name: string;
  /** Runtime, version and hardware in words. */
  readonly description: string;
  /** In which programs are compiled that do not ask for another. */
  readonly precision: Precision;
  readonly compilation: CompilationCost;
  /**
   * Whether any stretch of memory can be taken as it lies there. Where not, a view that is not exactly what another call wrote
   * or took is copied: look at memory in the same parts everywhere.
   */
  readonly hasFreeViews: boolean;
  /**
   * Zeroed memory.
   *
   * @throws DeviceError when there is no such shape, or not so much memory.
   */
  empty(shape: readonly number[], dtype?: DataType): DeviceTensor;
  /**
   * Copies `data` into the device's memory.
   *
   * @throws DeviceError when its length or its type is not the tensor's.
   */
  write(tensor: DeviceTensor, data: TypedArray): void;
  /** Sets every element to zero. */
  zero(tensor: DeviceTensor): void;
  /** A copy of what is in the device's memory. */
  read(tensor: DeviceTensor): Promise<TypedArray>;
  /**
   * Compiles a tfjs function for fixed shapes.
   *
   * @throws TraceError when the function uses a kernel that cannot be compiled.
   */
  compile<Name extends string>(
    fn: TensorFunction<Name>,
    spec: InputSpec<Name>,
    options?: CompileOptions,
  ): Promise<Program>;
  /**
   * Compiles a tfjs function of one float32 result `y` and its vector-Jacobian product.
   *
   * @throws TraceError as `compile`; DeviceError when `options` does not fit the spec.
   */
  compileVjp<Name extends string>(
    fn: SingleResultFunction<Name>,
    spec: InputSpec<Name>,
    options: VjpOptions,
  ): Promise<VjpPrograms>;
  /**
   * A program of an .onnx file: of one that `Program.save` wrote, or of another whose shapes are all in the file and fixed.
   *
   * @throws DeviceError when the file is damaged or has what cannot be run here; the message says what
   */
  load(file: Uint8Array, options?: CompileOptions): Promise<Program>;
  memory(): DeviceMemory;
  /** `memory`, with the plan of every program. */
  explain(): DevicePlan;
  /** Disposes the programs, once their runs have ended. Nothing can be made on the device from then on. */
  dispose(): Promise<void>;
}

/** The spec's shape and type, spelled out. */
export function normalizeSpec(spec: TensorSpec): TensorSignature {
  return "shape" in spec ? { shape: spec.shape, dtype: spec.dtype ?? "float32" } : { shape: spec, dtype: "float32" };
}
