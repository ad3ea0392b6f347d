import * as tf from "@tensorflow/tfjs";
import { cases, type KernelCase } from "../kernel-case.ts";
import { bool, float, int } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;

/** Made of nothing, and so beside an input: a graph has to depend on one. */
const fill = (label: string, make: () => tf.Tensor): KernelCase[] =>
  cases("Fill", ({ x }: Tensors) => tf.mul(make(), x!), { [label]: { x: float([]) } });

const range = (start: number, stop: number, step?: number, dtype?: "float32" | "int32"): KernelCase[] =>
  cases("Range", () => tf.range(start, stop, step, dtype), {
    [`${dtype ?? "float32"} from ${start} to ${stop} by ${step ?? "default"}`]: { x: float([]) },
  }).map((c) => ({ ...c, wrt: [] }));

const like = {
  floats: { x: float([2, 3]) },
  integers: { x: int([3]) },
  bools: { x: bool([2]) },
  none: { x: float([0]) },
};

export const creationCases: readonly KernelCase[] = [
  ...fill("a matrix", () => tf.fill([2, 3], 1.5)),
  ...fill("a scalar", () => tf.fill([], -2)),
  ...fill("integers", () => tf.cast(tf.fill([3], 2, "int32"), "float32")),
  ...fill("infinities", () => tf.fill([2], -Infinity)),
  ...fill("no elements", () => tf.fill([0, 2], 1)),
  ...cases("OnesLike", ({ x }: Tensors) => tf.onesLike(x!), like),
  ...cases("ZerosLike", ({ x }: Tensors) => tf.zerosLike(x!), like),
  ...range(0, 5, 1, "int32"),
  ...range(5, 0, -2, "int32"),
  ...range(5, 0),
  ...range(0, 1, 0.1),
  ...range(3, 3),
  ...range(0, 5, -1),
  ...cases("LinSpace", () => tf.linspace(0, 1, 7), { "from 0 to 1": { x: float([]) } }, { wrt: [] }),
  ...cases("LinSpace", () => tf.linspace(3, -5, 4), { downwards: { x: float([]) } }, { wrt: [] }),
];
