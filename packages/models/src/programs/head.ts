import { scatterAdd } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import type { Architecture } from "../architectures/architecture.ts";
import { linear } from "../layers/linear.ts";

type Tensors = Record<string, tf.Tensor>;

/**
 * Cross-entropy at label slots and its gradients, with three passes over the logits: the product, the softmax, the arg-max.
 *
 * With p = softmax(x·Wᵀ) and target y, the gradient at the logits is weight·(p − onehot(y)). The one-hot part is never
 * subtracted from the logits-sized tensor: dx = weight·(p·W − W[y]), dW = pᵀ·(weight·x) and −weight·x added to the rows y.
 * The entropy comes from the same product: H = lse − Σ p·logit = lse − x·(p·W).
 *
 * Inputs: x [slots, width], the head's parameters, targets [slots], weights [slots] (0 in spare slots),
 * acc_<parameter>: gradients to add to.
 * Outputs: nll, entropy, correct [slots]; dx; d_<parameter>; targetRows [slots, width], to be added to d_lmHead's rows y.
 */
export function headWithGradients(architecture: Architecture): (inputs: Tensors) => Tensors {
  const normNames = Object.keys(architecture.headParameters).filter((name) => name !== "lmHead");
  return ({ x, targets, weights, ...rest }) => {
    const isAccumulator = ([name]: [string, tf.Tensor]) => name.startsWith("acc_");
    const parameters = Object.fromEntries(Object.entries(rest).filter((entry) => !isAccumulator(entry)));
    const { nll, correct, logSumExp, hidden, probabilities } = predict(architecture, x!, parameters, targets!);
    const lmHead = parameters["lmHead"]!;
    const expectedRow = tf.matMul(probabilities, lmHead); // [slots, width]
    const entropy = tf.sub(logSumExp, tf.sum(tf.mul(hidden, expectedRow), -1));
    const scale = tf.reshape(weights!, [-1, 1]);
    const dHidden = tf.mul(tf.sub(expectedRow, tf.gather(lmHead, targets as tf.Tensor1D)), scale);
    const weighted = tf.mul(hidden, scale);

    const normInputs = [x!, ...normNames.map((name) => parameters[name]!)];
    const [dx, ...dNorm] = tf.grads((...args: tf.Tensor[]) =>
      architecture.finalNorm(args[0]!, Object.fromEntries(normNames.map((name, index) => [name, args[index + 1]!]))),
    )(normInputs, dHidden);
    return {
      nll,
      entropy,
      correct,
      dx: dx!,
      d_lmHead: tf.add(tf.matMul(probabilities, weighted, true, false), rest["acc_lmHead"]!),
      targetRows: tf.neg(weighted),
      ...Object.fromEntries(normNames.map((name, index) => [
          `d_${name}`,
          tf.add(dNorm[index]!, rest[`acc_${name}`]!),
        ])),
    };
  };
}

/** The head without gradients: nll, entropy and correct [slots]. */
export function headLosses(architecture: Architecture): (inputs: Tensors) => Tensors {
  return ({ x, targets, ...parameters }) => {
    const { nll, correct, logSumExp, logits, probabilities } = predict(architecture, x!, parameters, targets!);
    const entropy = tf.sub(logSumExp, tf.sum(tf.mul(probabilities, logits), -1));
    return { nll, entropy, correct };
  };
}

/** Adds rows to the rows of an embedding's gradient that their tokens name. */
export function addRows({ target, indices, rows }: Tensors): Tensors {
  return { target: scatterAdd(target!, indices!, rows!) };
}

function predict(architecture: Architecture, x: tf.Tensor, parameters: Tensors, targets: tf.Tensor) {
  const hidden = architecture.finalNorm(x, parameters); //     [slots, width]
  const logits = linear(hidden, parameters["lmHead"]!); //     [slots, vocab]
  const probabilities = tf.softmax(logits);
  const slots = tf.range(0, x.shape[0]!, 1, "int32");
  const at = (tensor: tf.Tensor, columns: tf.Tensor) => tf.gatherND(tensor, tf.stack([slots, columns], 1));
  const first = tf.argMax(logits, -1);
  // log Σ exp from the largest term, whose probability cannot underflow.
  const logSumExp = tf.sub(at(logits, first), tf.log(at(probabilities, first)));
  const nll = tf.sub(logSumExp, at(logits, targets));
  const correct = tf.cast(tf.equal(first, targets), "float32");
  return { nll, correct, logSumExp, hidden, logits, probabilities };
}
