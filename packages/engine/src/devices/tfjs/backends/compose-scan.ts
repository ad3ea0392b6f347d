import * as tf from "@tensorflow/tfjs";

/** Running sums or products along an axis. */
interface ScanAttributes {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/** What a scan puts together, and what changes nothing there. */
export interface ScanOperation {
  readonly combine: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
  readonly neutral: number;
}

export const sums: ScanOperation = { combine: tf.add, neutral: 0 };
export const products: ScanOperation = { combine: tf.mul, neutral: 1 };

/**
 * A kernel of running sums or products, made of others: each step puts elements together that are twice as far apart
 * (Hillis and Steele, "Data parallel algorithms", 1986).
 */
export function composedScan({ combine, neutral }: ScanOperation): tf.KernelFunc {
  return ({ inputs, attrs }) => {
    const { axis, exclusive, reverse } = attrs as unknown as ScanAttributes;
    return tf.tidy(() => {
      const x = inputs.x as tf.Tensor;
      let y = x.dtype === "bool" ? tf.cast(x, "int32") : x;
      const [at = 0] = tf.util.parseAxisParam(axis, x.shape);
      const length = x.shape[at] ?? 0;
      const shifted = (by: number) => shift(y, { at, by: reverse ? -by : by, neutral });
      if (exclusive && length > 0) y = shifted(1);
      for (let by = 1; by < length; by *= 2) y = combine(shifted(by), y);
      return y === x ? tf.clone(x) : y;
    });
  };
}

/** Everything moved along an axis, towards its end or with a negative number its beginning; what is left free is neutral. */
function shift(x: tf.Tensor, { at, by, neutral }: { at: number; by: number; neutral: number }): tf.Tensor {
  const distance = Math.abs(by);
  const begin = x.shape.map((_, axis) => (axis === at && by < 0 ? distance : 0));
  const size = x.shape.map((length, axis) => (axis === at ? length - distance : length));
  const free = tf.fill(
    x.shape.map((length, axis) => (axis === at ? distance : length)),
    neutral,
    x.dtype as "float32" | "int32",
  );
  if (size[at] === 0) return free;
  const kept = tf.slice(x, begin, size);
  return tf.concat(by < 0 ? [kept, free] : [free, kept], at);
}
