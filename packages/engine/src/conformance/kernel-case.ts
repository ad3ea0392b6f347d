import type { Tensor } from "@tensorflow/tfjs";
import type { TensorData } from "./tensor-data.ts";

/** One call of a tfjs kernel, whose result and gradients are to be as tfjs's own cpu backend has them. */
export interface KernelCase {
  /** tfjs's name of the kernel. */
  readonly kernel: string;
  /** What is special about this call. */
  readonly label: string;
  readonly inputs: Readonly<Record<string, TensorData>>;
  readonly fn: (inputs: Record<string, Tensor>) => Tensor;
  /** Inputs by which to differentiate; default: all float32 ones of a float32 result. */
  readonly wrt?: readonly string[];
  /** See `expectClose`. */
  readonly tolerance?: number;
}

/** Cases of one kernel. */
export function cases(
  kernel: string,
  fn: KernelCase["fn"],
  inputsByLabel: Readonly<Record<string, KernelCase["inputs"]>>,
  options: Pick<KernelCase, "wrt" | "tolerance"> = {},
): KernelCase[] {
  return Object.entries(inputsByLabel).map(([label, inputs]) => ({ kernel, label, inputs, fn, ...options }));
}
