import * as tf from "@tensorflow/tfjs";
import { cases, type KernelCase } from "../kernel-case.ts";
import { float, positive } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;

const image = float([2, 3, 2, 4]);
const statistics = { mean: float([4]), variance: positive([4]) };
const whole = [2, 3, 2, 4] as const;

const respond = (radius: number, beta: number) => (x: tf.Tensor) =>
  tf.localResponseNormalization(x as tf.Tensor4D, radius, 1.5, 0.7, beta);

export const normalizationCases: readonly KernelCase[] = [
  ...cases(
    "FusedBatchNorm",
    ({ x, mean, variance, offset, scale }: Tensors) =>
      tf.batchNorm(x!, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D, 0.01),
    {
      "by channel": { x: image, ...statistics, offset: float([4], undefined, 5), scale: float([4], undefined, 6) },
      "rows of a matrix": { x: float([5, 4]), ...statistics, offset: float([4]), scale: float([4], undefined, 6) },
    },
  ),
  // tfjs's gradient asks for a scale and an offset.
  ...cases(
    "FusedBatchNorm",
    ({ x, mean, variance }: Tensors) => tf.batchNorm(x!, mean as tf.Tensor1D, variance as tf.Tensor1D),
    { "statistics alone": { x: image, ...statistics } },
    { wrt: [] },
  ),
  ...cases(
    "FusedBatchNorm",
    ({ x, mean, variance }: Tensors) => tf.batchNorm(x!, mean as tf.Tensor4D, variance as tf.Tensor4D),
    { "by element": { x: image, mean: float(whole, undefined, 5), variance: positive(whole) } },
    { wrt: [] },
  ),
  ...cases("LRN", ({ x }: Tensors) => respond(2, 0.75)(x!), { "radius 2": { x: float([1, 2, 2, 6]) } }),
  ...cases("LRN", ({ x }: Tensors) => respond(9, 0.5)(x!), { "radius beyond the channels": { x: image } }),
  ...cases("LRNGrad", ({ x }: Tensors) => tf.grad(respond(1, 0.75))(x!), { "radius 1": { x: image } }, { wrt: [] }),
];
