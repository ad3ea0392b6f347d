import * as tf from "@tensorflow/tfjs";
import { seededRandom } from "./random.ts";
import { float, int, type TensorData } from "./tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;
type Step = (values: readonly tf.Tensor[], random: () => number) => tf.Tensor;

const pick = <Item>(items: readonly Item[], random: () => number): Item => items[Math.floor(random() * items.length)]!;
const axisOf = (x: tf.Tensor, random: () => number) => Math.floor(random() * x.rank);

const bounded = [tf.tanh, tf.sigmoid, tf.relu, tf.neg, tf.abs, tf.sin, tf.softplus, tf.softmax, tf.square];

/** A tensor as one image of as many channels as its last axis is long, convolved or pooled. */
function convolved(x: tf.Tensor, random: () => number): tf.Tensor {
  const image: tf.Tensor4D = tf.reshape(x, [1, x.rank === 3 ? x.shape[0]! : 1, ...x.shape.slice(-2)] as [
    number,
    number,
    number,
    number,
  ]);
  const strides = pick([1, 2], random);
  const filter = (outputs: number, seed: number) => {
    const { shape, data } = float([2, 3, image.shape[3]!, outputs], undefined, seed);
    return tf.tensor4d(data, shape as [number, number, number, number]);
  };
  const y = pick<() => tf.Tensor4D>(
    [
      () => tf.conv2d(image, filter(2, 11), strides, "same"),
      () => tf.depthwiseConv2d(image, filter(1, 12), strides, "same"),
      () => tf.maxPool(image, 2, strides, "same"),
      () => tf.avgPool(image, [2, 3], strides, "same"),
    ],
    random,
  )();
  return tf.reshape(y, [y.shape[1] * y.shape[2], y.shape[3]]);
}

/** Ways to make one tensor of those so far, all of rank 2 or 3. */
const steps: readonly Step[] = [
  (values, random) => pick(bounded, random)(pick(values, random)),
  (values, random) => {
    const [a, b] = [pick(values, random), pick(values, random)];
    const op = pick([tf.add, tf.sub, tf.mul], random);
    return String(a.shape) === String(b.shape) ? op(a, b) : op(a, tf.mean(b));
  },
  (values, random) => {
    // Squared against itself, so that any shape fits.
    const x = pick(values, random);
    return tf.matMul(tf.softmax(tf.matMul(x, x, false, true)), x);
  },
  (values, random) => {
    const x = pick(values, random);
    return tf.transpose(
      x,
      x.rank === 2
        ? [1, 0]
        : pick(
            [
              [0, 2, 1],
              [1, 0, 2],
              [2, 1, 0],
            ],
            random,
          ),
    );
  },
  (values, random) => {
    const x = pick(values, random);
    return tf.div(x, tf.add(1, tf.sum(tf.abs(x), axisOf(x, random), true)));
  },
  (values, random) => {
    const x = pick(values, random);
    const axis = axisOf(x, random);
    const [head, tail] = tf.split(x, [1, x.shape[axis]! - 1], axis) as [tf.Tensor, tf.Tensor];
    return tf.concat([tail, head], axis);
  },
  (values, random) => {
    const x = pick(values, random);
    const axis = axisOf(x, random);
    const rows = Array.from({ length: 3 }, () => Math.floor(random() * x.shape[axis]!));
    return tf.gather(x, tf.tensor1d(rows, "int32"), axis);
  },
  (values, random) => {
    const x = pick(values, random);
    // Of numbers alone: tfjs has no gradient of a comparison, not even where it ends.
    const mask = Array.from({ length: x.size }, () => random() < 0.5);
    return tf.where(tf.tensor(mask, x.shape, "bool"), x, tf.mul(x, 0.1));
  },
  (values, random) => {
    const x = pick(values, random);
    // Along the last axis: tfjs's gradient exchanges axes elsewhere.
    return tf.cumsum(x, x.rank - 1, random() < 0.5, random() < 0.5);
  },
  (values, random) => {
    const x = pick(values, random);
    return tf.reverse(x, axisOf(x, random));
  },
  (values, random) => {
    const x = pick(values, random);
    const size = x.shape.map((dimension) => 1 + Math.floor(random() * dimension));
    const begin = x.shape.map((dimension, axis) => Math.floor(random() * (dimension - size[axis]! + 1)));
    return tf.slice(x, begin, size);
  },
  (values, random) => {
    const x = pick(values, random);
    return pick([tf.elu, tf.selu, tf.atan, tf.log1p, tf.expm1], random)(tf.abs(x));
  },
  (values, random) => {
    const x = pick(values, random);
    const mode = pick(["reflect", "symmetric"] as const, random);
    return x.shape[x.rank - 1]! > 1
      ? tf.mirrorPad(
          x,
          x.shape.map((_, axis) => [0, axis === x.rank - 1 ? 1 : 0]),
          mode,
        )
      : x;
  },
  (values, random) => convolved(pick(values, random), random),
  (values, random) => {
    const x = pick(values, random);
    return x.rank === 2 ? tf.stack([x, tf.neg(x)], 1) : tf.reshape(x, [x.shape[0]!, -1]);
  },
];

export interface RandomGraph {
  readonly fn: (inputs: Tensors) => tf.Tensor;
  readonly inputs: Readonly<Record<string, TensorData>>;
}

/** A function of a few random steps, the same ones each time it is called. */
export function randomGraph(seed: number): RandomGraph {
  const random = seededRandom(seed);
  const inputs = {
    x: float([3, 4], undefined, seed + 1),
    w: float([2, 3, 4], undefined, seed + 2),
    ids: int([3], [2, 0, 2]),
  };
  const count = 3 + Math.floor(random() * 6);
  const fn = ({ x, w, ids }: Tensors) => {
    const again = seededRandom(seed + 1000);
    const values = [x!, w!, tf.gather(x!, ids!)];
    // Squashed, so that no product grows beyond what float32 compares well.
    for (let step = 0; step < count; step++) values.push(tf.tanh(pick(steps, again)(values.slice(-4), again)));
    return tf.add(values.at(-1)!, tf.add(tf.mean(x!), tf.mean(w!)));
  };
  return { fn, inputs };
}
