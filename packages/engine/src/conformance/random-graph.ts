import * as tf from "@tensorflow/tfjs";
import { seededRandom } from "./random.ts";
import { float, int, type TensorData } from "./tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;
type Step = (values: readonly tf.Tensor[], random: () => number) => tf.Tensor;

const pick = <Item>(items: readonly Item[], random: () => number): Item => items[Math.floor(random() * items.length)]!;
const axisOf = (x: tf.Tensor, random: () => number) => Math.floor(random() * x.rank);

const bounded = [tf.tanh, tf.sigmoid, tf.relu, tf.neg, tf.abs, tf.sin, tf.softplus, tf.softmax, tf.square];

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
