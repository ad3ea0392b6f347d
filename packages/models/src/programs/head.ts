import { scatterAdd } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import type { Architecture } from "../architectures/architecture.ts";
import { linear } from "../layers/linear.ts";
import type { VocabularyPart } from "./vocabulary-parts.ts";

type Tensors = Record<string, tf.Tensor>;

/**
 * Cross-entropy at label slots and its gradients, the vocabulary in parts that fit the processor's cache.
 *
 * Every part has a softmax of its own, pᵢ, with log-sum-exp lseᵢ; with lse over all parts the whole softmax is fᵢ·pᵢ, where
 * fᵢ = exp(lseᵢ − lse) is one number a slot. The factors go to the [slots, width] side of each product, and the one-hot part of
 * the gradient weight·(p − onehot(y)) is never subtracted from anything of the logits' size:
 * dx = weight·(p·W − W[y]), dWᵢ = pᵢᵀ·(weight·fᵢ·x), and −weight·x is added to the rows y of dW afterwards.
 * The entropy comes from the same product: H = lse − Σ p·logit = lse − x·(p·W).
 *
 * Inputs: x [slots, width]; the head's parameters, the output matrix as `lmHead` and again in parts `lmHead_<i>`;
 * targets [slots]; weights [slots], 0 in spare slots; acc_<parameter or part>: gradients to add to, with `accumulate`.
 * Outputs: nll, entropy, correct [slots]; dx; d_<parameter or part>; targetRows [slots, width], to be added to the rows y.
 */
export function headWithGradients(
  architecture: Architecture,
  parts: readonly VocabularyPart[],
  accumulate: boolean,
): (inputs: Tensors) => Tensors {
  const norms = normNames(architecture);
  return (inputs) => {
    const added = (name: string, gradient: tf.Tensor) =>
      accumulate ? tf.add(gradient, inputs[`acc_${name}`]!) : gradient;
    const { x, targets, weights, lmHead } = inputs as Record<"x" | "targets" | "weights" | "lmHead", tf.Tensor>;
    const { hidden, predictions, logSumExp, nll, correct } = predict(architecture, parts, inputs);
    const factors = predictions.map((part) => tf.exp(tf.sub(part.logSumExp, logSumExp))); // [slots, 1] each
    const expectedRow = sum(
      predictions.map((part, i) => tf.mul(tf.matMul(part.probabilities, inputs[parts[i]!.name]!), factors[i]!)),
    ); // [slots, width]
    const entropy = tf.sub(tf.squeeze(logSumExp, [1]), tf.sum(tf.mul(hidden, expectedRow), -1));

    const scale = tf.reshape(weights, [-1, 1]);
    const weighted = tf.mul(hidden, scale);
    const dParts = predictions.map((part, i) => {
      // Transposed first: a product with a transposed left side reads it against the grain.
      const product = tf.matMul(tf.transpose(part.probabilities), tf.mul(weighted, factors[i]!));
      const { name } = parts[i]!;
      return [`d_${name}`, added(name, product)] as const;
    });
    const dHidden = tf.mul(tf.sub(expectedRow, tf.gather(lmHead, targets as tf.Tensor1D)), scale);
    const [dx, ...dNorms] = tf.grads((...args: tf.Tensor[]) =>
      architecture.finalNorm(args[0]!, Object.fromEntries(norms.map((name, i) => [name, args[i + 1]!]))),
    )([x, ...norms.map((name) => inputs[name]!)], dHidden);
    return {
      nll,
      entropy,
      correct,
      dx: dx!,
      targetRows: tf.neg(weighted),
      ...Object.fromEntries(dParts),
      ...Object.fromEntries(norms.map((name, i) => [`d_${name}`, added(name, dNorms[i]!)])),
    };
  };
}

/** The head without gradients: nll, entropy and correct [slots]. */
export function headLosses(architecture: Architecture, parts: readonly VocabularyPart[]): (inputs: Tensors) => Tensors {
  return (inputs) => {
    const { predictions, logSumExp, nll, correct } = predict(architecture, parts, inputs);
    const expectedLogit = sum(
      predictions.map(({ probabilities, logits, logSumExp: own }) =>
        tf.mul(tf.sum(tf.mul(probabilities, logits), -1, true), tf.exp(tf.sub(own, logSumExp))),
      ),
    );
    return { nll, entropy: tf.squeeze(tf.sub(logSumExp, expectedLogit), [1]), correct };
  };
}

/** Adds rows to the rows of an embedding's gradient that their tokens name. */
export function addRows({ target, indices, rows }: Tensors): Tensors {
  return { target: scatterAdd(target!, indices!, rows!) };
}

/** The head's parameters beside the output matrix. */
export function normNames(architecture: Architecture): string[] {
  return Object.keys(architecture.headParameters).filter((name) => name !== "lmHead");
}

function predict(architecture: Architecture, parts: readonly VocabularyPart[], inputs: Tensors) {
  const targets = inputs.targets!;
  const hidden = architecture.finalNorm(inputs.x!, inputs); // [slots, width]
  const slots = tf.range(0, targets.shape[0]!, 1, "int32");
  const predictions = parts.map(({ name, begin, size }) => {
    const logits = linear(hidden, inputs[name]!); //              [slots, size]
    const probabilities = tf.softmax(logits);
    const largest = tf.max(logits, -1, true);
    // log Σ exp from the largest term, whose probability cannot underflow.
    const logSumExp = tf.sub(largest, tf.log(tf.max(probabilities, -1, true)));
    const column = tf.sub(targets, tf.scalar(begin, "int32"));
    const isHere = tf.logicalAnd(
      tf.greaterEqual(column, tf.scalar(0, "int32")),
      tf.less(column, tf.scalar(size, "int32")),
    );
    const found = tf.gatherND(logits, tf.stack([slots, tf.where(isHere, column, tf.zerosLike(column))], 1));
    return { logits, probabilities, largest, logSumExp, target: tf.where(isHere, found, tf.zerosLike(found)) };
  });
  const top = predictions.map((part) => part.logSumExp).reduce((a, b) => tf.maximum(a, b)); // [slots, 1]
  const logSumExp = tf.add(top, tf.log(sum(predictions.map((part) => tf.exp(tf.sub(part.logSumExp, top))))));
  const target = sum(predictions.map((part) => part.target)); //  [slots]
  const largest = predictions.map((part) => part.largest).reduce((a, b) => tf.maximum(a, b));
  const correct = tf.cast(tf.greaterEqual(target, tf.squeeze(largest, [1])), "float32");
  return { hidden, predictions, logSumExp, nll: tf.sub(tf.squeeze(logSumExp, [1]), target), correct };
}

function sum(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tensors.reduce((a, b) => tf.add(a, b));
}
