import * as tf from "@tensorflow/tfjs";
import { cases, type KernelCase } from "../kernel-case.ts";
import { float, int, type TensorData } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;
type Resize = typeof tf.image.resizeBilinear;

const square = float([1, 4, 4, 3]);
const sizes: Readonly<Record<string, [TensorData, [number, number]]>> = {
  larger: [square, [7, 9]],
  smaller: [square, [2, 3]],
  "to one": [square, [1, 1]],
  "from one": [float([1, 1, 1, 2]), [3, 2]],
};

const each = (kernel: string, op: (x: tf.Tensor4D, size: [number, number]) => tf.Tensor, isGradient = false) =>
  Object.entries(sizes).flatMap(([label, [x, size]]) =>
    cases(kernel, ({ x }: Tensors) => op(x as tf.Tensor4D, size), { [label]: { x } }, isGradient ? { wrt: [] } : {}),
  );

function resize(kernel: string, op: Resize): KernelCase[] {
  const labelled = (label: string, kernelCases: KernelCase[]) =>
    kernelCases.map((kernelCase) => ({ ...kernelCase, label: `${kernelCase.label}${label}` }));
  const wide = float([1, 3, 5, 2]);
  return [
    ...each(kernel, (x, size) => op(x, size)),
    ...labelled(
      ", corners aligned",
      // tfjs's gradient of the nearest neighbour never ends with corners aligned where there is one row.
      each(kernel, (x, size) => op(x, size, true)).map((kernelCase) =>
        kernelCase.label === "from one" ? { ...kernelCase, wrt: [] } : kernelCase,
      ),
    ),
    // tfjs's gradient leaves half pixels out.
    ...labelled(
      ", half pixels",
      each(kernel, (x, size) => op(x, size, false, true)).map((kernelCase) => ({ ...kernelCase, wrt: [] })),
    ),
    // And has height and width of a linear resize exchanged.
    ...cases(
      kernel,
      ({ x }: Tensors) => op(x as tf.Tensor4D, [4, 7]),
      { "no square": { x: wide }, integers: { x: int([1, 2, 3, 1]) } },
      { wrt: [] },
    ),
    ...each(`${kernel}Grad`, (x, size) => tf.grad((images) => op(images as tf.Tensor4D, size))(x), true),
  ];
}

export const imageCases: readonly KernelCase[] = [
  ...resize("ResizeBilinear", tf.image.resizeBilinear),
  ...resize("ResizeNearestNeighbor", tf.image.resizeNearestNeighbor),
];
