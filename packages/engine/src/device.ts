import type { Tensor } from "@tensorflow/tfjs";
import type { DataType, TypedArray } from "./dtype.ts";

/** Shape and element type of a tensor; an array alone means float32. */
export type TensorSpec = readonly number[] | { readonly shape: readonly number[]; readonly dtype?: DataType };

/** A tensor in a device's memory. Views share the memory they look at. */
export interface DeviceTensor {
  readonly shape: readonly number[];
  readonly dtype: DataType;
  readonly size: number;
  /** `shape`'s worth of elements from element `offset` on, in the same memory. */
  view(offset: number, shape: readonly number[]): DeviceTensor;
}

/** A compiled function. Which outputs are computed into which memory is the caller's choice. */
export interface Program {
  readonly inputs: Readonly<Record<string, { shape: readonly number[]; dtype: DataType }>>;
  readonly outputs: Readonly<Record<string, { shape: readonly number[]; dtype: DataType }>>;
  /**
   * Runs once. Outputs named in `outputs` are written there, the others into new memory.
   * An output may share an input's memory only where the function reads that input element by element.
   *
   * @throws DeviceError when a tensor is missing or has another shape or type than was compiled.
   */
  run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    outputs?: Readonly<Record<string, DeviceTensor>>,
  ): Promise<Record<string, DeviceTensor>>;
  dispose(): Promise<void>;
}

/** A tfjs function of named tensors with named results. */
export type TensorFunction = (inputs: Record<string, Tensor>) => Record<string, Tensor>;

/** How the backward program gets what the forward program computed. */
export type Residuals = "keep" | "recompute";

export interface VjpOptions {
  /** Inputs that need a gradient. */
  readonly wrt: readonly string[];
  /**
   * `keep`: results of matrix products and softmaxes become outputs of the forward program and inputs of the backward one;
   * the element-wise rest is computed again. `recompute`: everything is, from the function's inputs (gradient checkpointing).
   */
  readonly residuals: Residuals;
  /** Add the gradients of `wrt` to what is in a tensor given as input `acc_<name>`, instead of replacing it: these names. */
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
  readonly residuals: Readonly<Record<string, { shape: readonly number[]; dtype: DataType }>>;
  dispose(): Promise<void>;
}

export interface DeviceMemory {
  /** Bytes in tensors of this device that were not disposed. */
  readonly tensors: number;
  /** Compiled programs that were not disposed. */
  readonly programs: number;
}

/** The one thing that the rest of the code sees of a runtime. */
export interface Device extends AsyncDisposable {
  /** The name that `openDevice` takes. */
  readonly name: string;
  /** Runtime, version and hardware in words. */
  readonly description: string;
  /** Zeroed memory. */
  empty(shape: readonly number[], dtype?: DataType): DeviceTensor;
  /** Copies `data` into the device's memory. */
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
  compile(fn: TensorFunction, spec: Readonly<Record<string, TensorSpec>>): Promise<Program>;
  /** Compiles a tfjs function of one result `y` and its vector-Jacobian product. */
  compileVjp(
    fn: (inputs: Record<string, Tensor>) => Tensor,
    spec: Readonly<Record<string, TensorSpec>>,
    options: VjpOptions,
  ): Promise<VjpPrograms>;
  memory(): DeviceMemory;
  dispose(): Promise<void>;
}

/** The spec's shape and type, spelled out. */
export function normalizeSpec(spec: TensorSpec): { shape: readonly number[]; dtype: DataType } {
  return "shape" in spec ? { shape: spec.shape, dtype: spec.dtype ?? "float32" } : { shape: spec, dtype: "float32" };
}
