import * as tf from "@tensorflow/tfjs";
import { cases, type KernelCase } from "../kernel-case.ts";
import { bool, float, int } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;
type Cumulative = (x: tf.Tensor, axis?: number, exclusive?: boolean, reverse?: boolean) => tf.Tensor;

const nan = Number.NaN;

const withoutGradient = (kernelCase: KernelCase): KernelCase => ({ ...kernelCase, wrt: [] });

/** tfjs has a gradient of the sum only, and of the product none. */
function cumulative(kernel: string, op: Cumulative, withGradient: boolean): KernelCase[] {
  const inputs = (label: string): Record<string, KernelCase["inputs"]> => ({
    [`a vector${label}`]: { x: float([7]) },
    [`integers${label}`]: { x: int([2, 4, 1]) },
    [`one element${label}`]: { x: float([1]) },
    [`no elements${label}`]: { x: float([2, 0]) },
  });
  const over = (
    axisOf: (x: tf.Tensor) => number,
    label: string,
    exclusive: boolean,
    reverse: boolean,
    chosen = inputs(label),
  ) => cases(kernel, ({ x }: Tensors) => op(x!, axisOf(x!), exclusive, reverse), chosen);
  const middle = (x: tf.Tensor) => (x.rank === 1 ? 0 : 1);
  return [
    ...over(middle, "", false, false),
    ...over(middle, ", without its own", true, false),
    ...over(middle, ", from the end", false, true),
    ...over(middle, ", from the end without its own", true, true),
    // tfjs's gradient has the axes in another order there.
    ...over(() => 1, "", false, true, { "the middle of three axes": { x: float([2, 5, 3]) } }).map(withoutGradient),
    ...cases(kernel, ({ x }: Tensors) => op(x!, x!.rank - 1), {
      "the last axis": { x: float([2, 3]) },
      "NaN and infinities": { x: float([2, 4], [1, nan, 2, 3, -Infinity, 1, 2, Infinity]) },
      bools: { x: bool([5]) },
    }),
  ].map((kernelCase) => (withGradient ? kernelCase : withoutGradient(kernelCase)));
}

export const cumulativeCases: readonly KernelCase[] = [
  ...cumulative("Cumsum", tf.cumsum, true),
  ...cumulative("Cumprod", tf.cumprod, false),
];
