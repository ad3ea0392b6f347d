import * as tf from "@tensorflow/tfjs";
import { nf4Values, type QuantType } from "./quant-type.ts";

/** A matrix in 4 bits a number, in the order of bitsandbytes: rows one after another, cut into blocks of `blockSize`. */
export interface Weight4Bit {
  /** [out, in / 2], uint8 (int32 to a traced function): the codes of two neighbours a byte, the first in its upper half. */
  readonly codes: tf.Tensor;
  /** [⌈out · in / blockSize⌉], float32: what each block's numbers are multiplied by; bitsandbytes' absmax. */
  readonly scales: tf.Tensor;
  readonly quantType: QuantType;
  /** 32, 64, 128 or 256. Default 64. */
  readonly blockSize?: number;
}

/** Numbers by code. */
const values: Readonly<Record<QuantType, readonly number[]>> = {
  nf4: nf4Values,
  int4: Array.from({ length: 16 }, (_, code) => code - 8),
};

/**
 * The matrix in float32, without a gradient. `matMul4Bit` multiplies by it without making it.
 *
 * @returns [out, in]
 * @throws Error when the shapes or types do not fit
 */
export function dequantize4Bit(weight: Weight4Bit): tf.Tensor2D {
  checkWeight("dequantize4Bit", weight);
  const { codes, scales, quantType, blockSize = 64 } = weight;
  const [out, half] = codes.shape as [number, number];
  const [size, count] = [2 * out * half, scales.size];
  return tf.tidy(() => {
    const indices = tf.cast(codes, "int32");
    const [upper, lower] = [4, 0].map((shift) => {
      const table = Array.from({ length: 256 }, (_, byte) => values[quantType][(byte >> shift) & 15]!);
      return tf.gather(tf.tensor1d(table, "float32"), indices);
    });
    const numbers = tf.reshape(tf.stack([upper!, lower!], 2), [size]);
    const factors = tf.reshape(tf.tile(tf.reshape(scales, [count, 1]), [1, blockSize]), [count * blockSize]);
    return tf.reshape(tf.mul(numbers, tf.slice(factors, 0, size)), [out, 2 * half]);
  });
}

/** @throws Error when the parts of a weight do not fit together */
export function checkWeight(op: string, { codes, scales, blockSize = 64 }: Weight4Bit): void {
  tf.util.assert([32, 64, 128, 256].includes(blockSize), () => `${op}: there are no blocks of ${blockSize}`);
  const blocks = Math.ceil((2 * codes.size) / blockSize);
  tf.util.assert(
    codes.rank === 2 &&
      codes.dtype === "int32" &&
      scales.dtype === "float32" &&
      String(scales.shape) === String([blocks]),
    () =>
      `${op}: codes are ${codes.dtype} [${codes.shape}], scales ${scales.dtype} [${scales.shape}], not bytes [out, in / 2] and float32 [${blocks}]`,
  );
}
