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
   * An output may share an input's memory only where the function reads that input element by element.
   * Tensors in `inputs` that the program has no use for are passed over.
   *
   * @throws DeviceError when a tensor is missing, has another shape or type than was compiled, or is another device's,
   *   and when `outputs` names what the program does not compute.
   */
  run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    outputs?: Readonly<Record<string, DeviceTensor>>,
  ): Promise<Record<string, DeviceTensor>>;
  dispose(): Promise<void>;
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
  memory(): DeviceMemory;
  /** Disposes the programs. Nothing can be made on the device from then on. */
  dispose(): Promise<void>;
}

/** The spec's shape and type, spelled out. */
export function normalizeSpec(spec: TensorSpec): TensorSignature {
  return "shape" in spec ? { shape: spec.shape, dtype: spec.dtype ?? "float32" } : { shape: spec, dtype: "float32" };
}
