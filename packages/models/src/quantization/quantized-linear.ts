import { dequantize4Bit, matMul4Bit, type QuantType } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import { dynamicMap } from "./dynamic-map.ts";
import { nestedBlockSize } from "./nested-scales.ts";

/** Factors of a weight's blocks, as `nestScales` keeps them: uint8 [blocks], float32 [⌈blocks / 256⌉] and float32 [1]. */
export interface NestedScaleTensors {
  readonly codes: tf.Tensor;
  readonly scales: tf.Tensor;
  readonly offset: tf.Tensor;
}

/** A linear layer's weight in 4 bits, in the order of PyTorch's nn.Linear. */
export interface QuantizedWeight {
  readonly quantType: QuantType;
  /** [out, in / 2], uint8. */
  readonly codes: tf.Tensor;
  /** [blocks], float32; or nested. */
  readonly scales: tf.Tensor | NestedScaleTensors;
}

/**
 * x·Wᵀ + b with a weight in 4 bits, whose numbers exist while they are multiplied and never as a whole.
 *
 * @param x [tokens, in]
 * @param bias [out]
 * @returns [tokens, out]
 */
export function quantizedLinear(x: tf.Tensor, weight: QuantizedWeight, bias?: tf.Tensor): tf.Tensor {
  const { codes, quantType } = weight;
  const y = matMul4Bit(x, { codes, scales: blockScales(weight), quantType });
  return bias ? tf.add(y, bias) : y;
}

/** [out, in], float32, without a gradient: the weight as a whole, for what is not a product with it. */
export function dequantize(weight: QuantizedWeight): tf.Tensor {
  const { codes, quantType } = weight;
  return dequantize4Bit({ codes, scales: blockScales(weight), quantType });
}

/** [blocks], float32: the factors of a weight's blocks. */
export function blockScales({ scales }: QuantizedWeight): tf.Tensor {
  if (scales instanceof tf.Tensor) return scales;
  const { codes, scales: factors, offset } = scales;
  const [blocks, count] = [codes.size, factors.size];
  const values = tf.gather(tf.tensor1d(dynamicMap), tf.cast(codes, "int32")); //                             [blocks]
  const each = tf.reshape(tf.tile(tf.reshape(factors, [count, 1]), [1, nestedBlockSize]), [-1]); //          [count·256]
  return tf.add(tf.mul(values, tf.slice(each, [0], [blocks])), offset);
}
