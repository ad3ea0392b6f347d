import type * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../../dtype.ts";

/** What a kernel is called with, as far as repairs look at it. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly attrs: Readonly<Record<string, unknown>>;
}

export type CallCondition = (call: KernelCall) => boolean;

export const always: CallCondition = () => true;

const some = (when: (input: tf.TensorInfo) => boolean): CallCondition => {
  return ({ inputs }) => Object.values(inputs).some((input) => input && when(input));
};

export const hasBools = some(({ dtype }) => dtype === "bool");
export const hasOtherThanFloats = some(({ dtype }) => dtype !== "float32");
export const hasNoElements = some(({ shape }) => sizeOf(shape) === 0);

/** The same condition for many kernels. */
export function each(kernelNames: readonly string[], when: CallCondition): Record<string, CallCondition> {
  return Object.fromEntries(kernelNames.map((name) => [name, when]));
}

export function either(...conditions: readonly CallCondition[]): CallCondition {
  return (call) => conditions.some((when) => when(call));
}

/** A convolution or pooling whose channels come first, or whose size is rounded. */
export const hasOddWindows: CallCondition = ({ attrs: { dataFormat, dimRoundingMode } }) =>
  dataFormat === "NCHW" || (dimRoundingMode !== undefined && dimRoundingMode !== null);

/** Padding in numbers. */
export const isPaddedByNumber: CallCondition = ({ attrs: { pad } }) => typeof pad !== "string";

/** Other strides down than across. */
export const hasTwoStrides: CallCondition = ({ attrs: { strides } }) =>
  Array.isArray(strides) && strides[0] !== strides[1];
