import * as tf from "@tensorflow/tfjs";
import { quantizedMatMul, quantizeMatrix } from "../../ops/quantized-mat-mul.ts";
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

const quantized = ([4, 8] as const).map((bits) => {
  const values = Float32Array.from({ length: 24 * 40 }, (_, i) => Math.sin(i * i));
  return [`${bits} bits`, quantizeMatrix(values, [24, 40], bits, 16)] as const;
});

export const matmulCases: readonly KernelCase[] = [
  // A runtime may round the activations too.
  ...quantized.flatMap(([label, matrix]) =>
    cases(
      "QuantizedMatMul",
      ({ x }: Tensors) => quantizedMatMul(x!, matrix),
      { [label]: { x: float([3, 40]) } },
      {
        ...{ wrt: [], tolerance: 0.06 },
      },
    ),
  ),
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
  ...["linear", "relu", "relu6", "sigmoid", "elu", "leakyrelu", "prelu"].flatMap((activation) =>
    cases(
      "_FusedMatMul",
      ({ a, b, bias, slope }: Tensors) =>
        tf.fused.matMul({
          a: a!,
          b: b!,
          bias: bias!,
          activation: activation as "relu",
          leakyreluAlpha: 0.1,
          ...(activation === "prelu" ? { preluActivationWeights: slope! } : {}),
        }),
      { [activation]: { a: float([2, 3]), b: float([3, 4], undefined, 7), bias: float([4]), slope: float([4]) } },
      { wrt: [] },
    ),
  ),
  ...cases(
    "_FusedMatMul",
    ({ a, b, bias }: Tensors) => tf.fused.matMul({ a: a!, b: b!, transposeB: true, bias: bias! }),
    {
      "a bias alone, bᵀ": { a: float([2, 3]), b: float([4, 3], undefined, 7), bias: float([4]) },
      "a batch": { a: float([2, 2, 3]), b: float([2, 4, 3], undefined, 7), bias: float([4]) },
    },
  ),
  ...Object.entries({
    "ij,jk->ik": [float([2, 3]), float([3, 4])],
    "bhqd,bhkd->bhqk": [float([2, 2, 3, 4]), float([2, 2, 5, 4])],
    "ij->ji": [float([2, 3])],
    "ij->": [float([2, 3])],
    "i, j -> ij": [float([2]), float([3])],
    "ij,ij->i": [int([2, 3]), int([2, 3], undefined, 7)],
  }).flatMap(([equation, [a, b]]) =>
    cases(
      "Einsum",
      ({ a, b }: Tensors) => tf.einsum(equation, ...(b ? [a!, b] : [a!])),
      { [equation]: b ? { a: a!, b } : { a: a! } },
      // tfjs has no gradient of it.
      { wrt: [] },
    ),
  ),
];
