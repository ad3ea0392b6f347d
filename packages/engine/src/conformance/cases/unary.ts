import * as tf from "@tensorflow/tfjs";
import { cases, type KernelCase } from "../kernel-case.ts";
import { bool, edgeValues, float, int, positive } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;
type Unary = (x: tf.Tensor) => tf.Tensor;

const shapes = { "a scalar": { x: float([]) }, "a cube": { x: float([2, 3, 4]) }, "no elements": { x: float([2, 0]) } };
const edges = { "edge values": { x: float([edgeValues.length], edgeValues) } };
const integers = { integers: { x: int([2, 5], [-3, -2, -1, 0, 1, 2, 3, 4, 5, 6]) } };
const roots = { "a scalar": { x: positive([]) }, "a cube": { x: positive([2, 3, 4]) }, ...edges };

const unary = (
  kernel: string,
  op: Unary,
  inputs: Readonly<Record<string, KernelCase["inputs"]>> = { ...shapes, ...edges },
  options: Pick<KernelCase, "wrt" | "tolerance"> = {},
): KernelCase[] => cases(kernel, ({ x }: Tensors) => op(x!), inputs, options);

export const unaryCases: readonly KernelCase[] = [
  ...unary("Abs", tf.abs, { ...shapes, ...edges, ...integers }),
  ...unary("Neg", tf.neg, { ...shapes, ...edges, ...integers }),
  ...unary("Relu", tf.relu, { ...shapes, ...edges, ...integers }),
  ...unary("Square", tf.square, { ...shapes, ...edges, ...integers }),
  ...unary("Ceil", tf.ceil),
  ...unary("Floor", tf.floor),
  ...unary("Cos", tf.cos, shapes),
  ...unary("Sin", tf.sin, shapes),
  ...unary("Erf", tf.erf, { ...shapes, "far out": { x: float([4], [-9, -4, 4, 9]) } }),
  ...unary("Exp", tf.exp, { ...shapes, ...edges }),
  ...unary("Log", tf.log, roots),
  ...unary("Sqrt", tf.sqrt, roots),
  ...unary("Rsqrt", tf.rsqrt, roots),
  ...unary("Reciprocal", tf.reciprocal, roots),
  ...unary("Sigmoid", tf.sigmoid),
  ...unary("Tanh", tf.tanh),
  ...unary("Softplus", tf.softplus),
  ...unary("Sign", tf.sign, { ...shapes, ...edges, ...integers }),
  ...unary("Step", tf.step, { ...shapes, ...edges, ...integers }),
  ...unary("Step", (x) => tf.step(x, -0.5), { "a slope below 0": { x: float([7]) }, ...edges }),
  ...unary("ClipByValue", (x) => tf.clipByValue(x, -1, 2), { ...shapes, ...edges, ...integers }),
  ...unary("Expm1", tf.expm1, { ...shapes, ...edges, ...integers }),
  ...unary(
    "Expm1",
    (x) => tf.div(tf.expm1(x), x),
    { "close to 0": { x: float([4], [-1e-3, -1e-6, 1e-6, 0.4]) } },
    { wrt: [] },
  ),
  ...unary("Log1p", tf.log1p, { ...roots, ...integers }),
  ...unary(
    "Log1p",
    (x) => tf.div(tf.log1p(x), x),
    { "close to 0": { x: float([4], [-1e-3, -1e-6, 1e-6, 0.4]) } },
    { wrt: [] },
  ),
  ...unary("Round", tf.round, {
    ...shapes,
    ...edges,
    ...integers,
    "halves, to the even one": { x: float([6], [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]) },
  }),
  ...unary("IsNan", tf.isNaN, { ...shapes, ...edges, ...integers }),
  ...unary("IsInf", tf.isInf, { ...shapes, ...edges, ...integers }),
  ...unary("IsFinite", tf.isFinite, { ...shapes, ...edges, ...integers }),
  ...unary("Identity", (x) => x.clone(), { ...shapes, ...edges, ...integers, bools: { x: bool([3]) } }),
  ...unary("Cast", (x) => tf.cast(x, "float32"), { ...integers, bools: { x: bool([2, 2]) } }),
  ...unary("Cast", (x) => tf.cast(x, "bool"), { "to bool": { x: float([4], [0, -0, 0.25, -3]) }, ...integers }),
  ...unary("Cast", (x) => tf.cast(x, "int32"), {
    "to int32": { x: float([6], [-2.7, -0.5, 0, 0.5, 2.7, 1e9]) },
    "to int32 what is no number": { x: float([3], [Number.NaN, Infinity, -Infinity]) },
    "bools to int32": { x: bool([3]) },
  }),
];
