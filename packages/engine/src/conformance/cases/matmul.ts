import * as tf from "@tensorflow/tfjs";
import { cases, type KernelCase } from "../kernel-case.ts";
import { edgeValues, float, int, type TensorData } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;
type Maker = (shape: readonly number[], values?: readonly number[], seed?: number) => TensorData;

const flip = (shape: readonly number[], transpose: boolean) =>
  transpose ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;

/** All four transpositions of a product [.., m, k] · [.., k, n]. */
function products(
  label: string,
  a: readonly number[],
  b: readonly number[],
  make: Maker,
  wrt?: string[],
): KernelCase[] {
  return [false, true].flatMap((transposeA) =>
    [false, true].flatMap((transposeB) =>
      cases(
        "BatchMatMul",
        ({ a, b }: Tensors) => tf.matMul(a!, b!, transposeA, transposeB),
        {
          [`${label}${transposeA ? ", aᵀ" : ""}${transposeB ? ", bᵀ" : ""}`]: {
            a: make(flip(a, transposeA)),
            b: make(flip(b, transposeB), undefined, 7),
          },
        },
        wrt ? { wrt } : {},
      ),
    ),
  );
}

export const matmulCases: readonly KernelCase[] = [
  ...products("matrices", [2, 3], [3, 4], float),
  ...products("a batch", [5, 2, 3], [5, 3, 4], float),
  ...products("two batch axes", [2, 3, 2, 3], [2, 3, 3, 4], float),
  // tfjs does not sum the gradient of what it broadcast.
  ...products("a batch and one for all", [5, 2, 3], [1, 3, 4], float, []),
  ...products("a matrix and a batch", [2, 3], [5, 3, 4], float, []),
  ...products("integers", [2, 3], [3, 4], int),
  ...products("a batch of integers", [2, 2, 3], [2, 3, 4], int),
  ...products("no rows", [0, 3], [3, 4], float),
  ...products("a sum of nothing", [2, 0], [0, 4], float),
  ...products("a batch of none", [0, 2, 3], [0, 3, 4], float),
  ...cases("BatchMatMul", ({ a, b }: Tensors) => tf.matMul(a!, b!), {
    "edge values alone": { a: float([edgeValues.length, 1], edgeValues), b: float([1, edgeValues.length], edgeValues) },
  }),
];
