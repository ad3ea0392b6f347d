import type { TensorSignature } from "../device.ts";
import { allocate, type DataType, sizeOf, type TypedArray } from "../dtype.ts";
import { seededRandom } from "./random.ts";

/** A tensor's numbers, on no device yet. */
export interface TensorData extends TensorSignature {
  readonly data: TypedArray;
}

/** Numbers that kernels get wrong. */
export const edgeValues = [Number.NaN, -Infinity, Infinity, -0, 0, -1, 1, -2.5, 2.5, 0.5, 1e-20, -1e20, 1e20];

/** float32: the given numbers, or seeded ones in [-2, 2). */
export function float(shape: readonly number[], values?: readonly number[], seed = 1): TensorData {
  return make("float32", shape, values, seed, (u) => 4 * u - 2);
}

/** int32: the given numbers, or seeded ones in [-5, 5]. */
export function int(shape: readonly number[], values?: readonly number[], seed = 2): TensorData {
  return make("int32", shape, values, seed, (u) => Math.floor(11 * u) - 5);
}

/** bool: the given ones, or seeded ones. */
export function bool(shape: readonly number[], values?: readonly number[], seed = 3): TensorData {
  return make("bool", shape, values, seed, (u) => (u < 0.5 ? 1 : 0));
}

/** uint8: the given numbers, or seeded ones. */
export function bytes(shape: readonly number[], values?: readonly number[], seed = 6): TensorData {
  return make("uint8", shape, values, seed, (u) => Math.floor(256 * u));
}

/** float32, all above a half: for logarithms, roots and divisors. */
export function positive(shape: readonly number[], seed = 4): TensorData {
  return make("float32", shape, undefined, seed, (u) => 0.5 + 2 * u);
}

function make(
  dtype: DataType,
  shape: readonly number[],
  values: readonly number[] | undefined,
  seed: number,
  draw: (u: number) => number,
): TensorData {
  const random = seededRandom(seed + 31 * shape.length);
  const data = allocate(dtype, sizeOf(shape));
  if (values && values.length !== data.length) throw new RangeError(`${values.length} values for [${shape}]`);
  data.set(values ?? Array.from(data, () => draw(random())));
  return { shape, dtype, data };
}
