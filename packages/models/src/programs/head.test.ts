import { openDevice } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { architectureOf } from "../architectures/registry.ts";
import { ModelConfig } from "../checkpoints/model-config.ts";
import { expectClose, randomTensor } from "../fixtures/compare-functions.ts";
import { tinyConfig } from "../fixtures/tiny-llama.ts";
import { addRows, headLosses, headWithGradients } from "./head.ts";
import { vocabularyParts } from "./vocabulary-parts.ts";

const vocab = 13;
const config = { ...tinyConfig, vocab_size: vocab, hidden_size: 8, num_attention_heads: 2, num_key_value_heads: 1 };
const architecture = architectureOf(new ModelConfig("m/config.json", config));
const targets = [0, 12, 5, 5, 6, 0];
const weights = [0.5, 0.25, 1, 0.1, 0.2, 0];
const slots = targets.length;

type Tensors = Record<string, tf.Tensor>;
let given: { x: tf.Tensor; norm: tf.Tensor; lmHead: tf.Tensor };

beforeAll(() => {
  given = { x: randomTensor(1, [slots, 8]), norm: randomTensor(2, [8], 2), lmHead: randomTensor(3, [vocab, 8], 2) };
});

/** The head of textbooks: logits, log-softmax, one label a row. */
function naiveHead(x: tf.Tensor, norm: tf.Tensor, lmHead: tf.Tensor) {
  const logits = tf.matMul(architecture.finalNorm(x, { norm }), lmHead, false, true);
  const logProbabilities = tf.sub(logits, tf.log(tf.sum(tf.exp(logits), -1, true)));
  const oneHot = tf.oneHot(tf.tensor1d(targets, "int32"), vocab);
  return {
    nll: tf.neg(tf.sum(tf.mul(logProbabilities, oneHot), -1)),
    entropy: tf.neg(tf.sum(tf.mul(tf.exp(logProbabilities), logProbabilities), -1)),
    correct: tf.equal(tf.argMax(logits, -1), tf.tensor1d(targets, "int32")),
  };
}

function naiveGradients(): Tensors {
  const loss = (x: tf.Tensor, norm: tf.Tensor, lmHead: tf.Tensor) =>
    tf.sum(tf.mul(naiveHead(x, norm, lmHead).nll, tf.tensor1d(weights)));
  const [dx, dNorm, dHead] = tf.grads(loss)([given.x, given.norm, given.lmHead]);
  return { dx: dx!, dNorm: dNorm!, dHead: dHead! };
}

const close = (actual: tf.Tensor, expected: tf.Tensor) => expectClose(actual.dataSync(), expected.dataSync());

describe.each([13, 7, 4, 1])("with parts of at most %i words", (partSize) => {
  const parts = vocabularyParts(vocab, partSize);
  const inputsWith = (more: Tensors): Tensors => ({
    ...given,
    targets: tf.tensor1d(targets, "int32"),
    ...Object.fromEntries(parts.map(({ name, begin, size }) => [name, tf.slice(given.lmHead, [begin, 0], [size, 8])])),
    ...more,
  });

  test("losses, entropies and first choices are the naive head's", () => {
    const expected = naiveHead(given.x, given.norm, given.lmHead);
    for (const actual of [
      headLosses(architecture, parts)(inputsWith({})),
      headWithGradients(architecture, parts, false)(inputsWith({ weights: tf.tensor1d(weights) })),
    ]) {
      close(actual.nll!, expected.nll);
      close(actual.entropy!, expected.entropy);
      expect([...actual.correct!.dataSync()]).toEqual([...expected.correct.dataSync()]);
    }
  });

  test.each([false, true])("gradients are those of the tape, added to others: %s", (accumulate) => {
    const before = accumulate ? randomTensor(4, [vocab, 8]) : tf.zeros([vocab, 8]);
    const normBefore = accumulate ? randomTensor(5, [8]) : tf.zeros([8]);
    const accumulated = {
      acc_norm: normBefore,
      ...Object.fromEntries(
        parts.map(({ name, begin, size }) => [`acc_${name}`, tf.slice(before, [begin, 0], [size, 8])]),
      ),
    };
    const inputs = inputsWith({ weights: tf.tensor1d(weights), ...(accumulate ? accumulated : {}) });
    const actual = headWithGradients(architecture, parts, accumulate)(inputs);
    const dParts = tf.concat(parts.map(({ name }) => actual[`d_${name}`]!));
    const { target: dHead } = addRows({ target: dParts, indices: inputs.targets!, rows: actual.targetRows! });
    const expected = naiveGradients();
    close(actual.dx!, expected.dx!);
    close(actual.d_norm!, tf.add(expected.dNorm!, normBefore));
    close(dHead!, tf.add(expected.dHead!, before));
  });

  test("a spare slot gives no gradient", () => {
    const { dx, targetRows } = headWithGradients(
      architecture,
      parts,
      false,
    )(inputsWith({ weights: tf.tensor1d(weights) }));
    for (const rows of [dx!, targetRows!])
      expect(
        tf
          .abs(tf.slice(rows, [slots - 1, 0], [1, 8]))
          .sum()
          .dataSync()[0],
      ).toBe(0);
  });
});

test("logits far apart neither overflow nor make no number", async () => {
  const parts = vocabularyParts(vocab, 4);
  const large = tf.mul(given.lmHead, 500);
  const inputs: Tensors = {
    ...given,
    lmHead: large,
    targets: tf.tensor1d(targets, "int32"),
    weights: tf.tensor1d(weights),
    ...Object.fromEntries(parts.map(({ name, begin, size }) => [name, tf.slice(large, [begin, 0], [size, 8])])),
  };
  const logits = tf.matMul(architecture.finalNorm(given.x, given), large, false, true).arraySync() as number[][];
  const expected = logits.map((row, slot) => {
    const largest = Math.max(...row);
    return largest + Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0)) - row[targets[slot]!]!;
  });
  const results = headWithGradients(architecture, parts, false)(inputs);
  expectClose(results.nll!.dataSync(), expected);
  for (const tensor of Object.values(results)) expect([...tensor.dataSync()].every(Number.isFinite)).toBe(true);
});

test("the compiled head is the same as tfjs's", async () => {
  await using device = await openDevice("cpu", { threads: 1 });
  const parts = vocabularyParts(vocab, 4);
  const head = headLosses(architecture, parts);
  const names = ["x", "norm", "lmHead"] as const;
  const spec = Object.fromEntries(names.map((name) => [name, given[name].shape]));
  const partsOf = (inputs: Tensors) =>
    Object.fromEntries(parts.map(({ name, begin, size }) => [name, tf.slice(inputs.lmHead!, [begin, 0], [size, 8])]));
  const program = await device.compile((inputs) => head({ ...inputs, ...partsOf(inputs) }), {
    ...spec,
    targets: { shape: [slots], dtype: "int32" },
  });
  const onDevice = (values: Float32Array | Int32Array, shape: readonly number[]) => {
    const tensor = device.empty(shape, values instanceof Int32Array ? "int32" : "float32");
    device.write(tensor, values);
    return tensor;
  };
  const results = await program.run({
    ...Object.fromEntries(
      names.map((name) => [name, onDevice(given[name].dataSync() as Float32Array, given[name].shape)]),
    ),
    targets: onDevice(Int32Array.from(targets), [slots]),
  });
  const expected = naiveHead(given.x, given.norm, given.lmHead);
  expectClose(await device.read(results.nll!), expected.nll.dataSync());
  expectClose(await device.read(results.entropy!), expected.entropy.dataSync());
});
