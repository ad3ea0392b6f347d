import { openDevice } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { architectureOf } from "../architectures/registry.ts";
import { ModelConfig } from "../checkpoints/model-config.ts";
import { expectClose, randomTensor } from "../fixtures/compare-functions.ts";
import { tinyConfig } from "../fixtures/tiny-llama.ts";
import { addRows } from "./embed.ts";
import { headInput, losses, lossesAndGradients, partGradient } from "./head.ts";
import { headState, partLosses, partWithGradients } from "./head-part.ts";
import { partOf } from "./part.ts";
import { type VocabularyPart, vocabularyParts } from "./vocabulary-parts.ts";

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
  const logits = tf.matMul(architecture.output(x, { norm }), lmHead, false, true);
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

const rowsOf = (matrix: tf.Tensor, { begin, size }: VocabularyPart) => tf.slice(matrix, [begin, 0], [size, 8]);
const norm = (x: tf.Tensor, given: Tensors) => architecture.output(x, { norm: given.norm! });
/** What is in memory that nothing was written to yet, or another batch's. */
const nothing = (withGradients: boolean): Tensors =>
  Object.fromEntries(
    Object.entries(headState(slots, 8, withGradients)).map(([name, shape]) => [name, tf.fill([...shape], Number.NaN)]),
  );

/** All parts' forward programs, one after the other: the state after the last, and all that they gave. */
function look(
  parts: readonly VocabularyPart[],
  program: (inputs: Tensors) => Tensors,
  hidden: tf.Tensor,
  lmHead: tf.Tensor,
) {
  let state = nothing(program === partWithGradients);
  const results = parts.map((part) => {
    const begin = tf.scalar(part.begin, "int32");
    const matrix = rowsOf(lmHead, part);
    const result = program({ hidden, matrix, begin, targets: tf.tensor1d(targets, "int32"), ...state });
    state = Object.fromEntries(Object.keys(state).map((name) => [name, result[name]!]));
    return result;
  });
  return { state, results };
}

/** The head's programs as a training pass calls them; gradients are added to `before`. */
function train(
  parts: readonly VocabularyPart[],
  { lmHead, ...rest }: typeof given,
  before: tf.Tensor | null = null,
): Tensors {
  const hidden = norm(rest.x, rest);
  const { state, results } = look(parts, partWithGradients, hidden, lmHead);
  const last = lossesAndGradients({ ...state, hidden, weights: tf.tensor1d(weights) });
  const dParts = results.map(({ probabilities, partLogSumExp }, index) => {
    const { logSumExp } = state;
    const kept = { probabilities: probabilities!, partLogSumExp: partLogSumExp!, logSumExp: logSumExp! };
    const added: Tensors = before ? { acc_matrix: rowsOf(before, parts[index]!) } : {};
    return partGradient({ ...kept, targetRows: last.targetRows!, ...added }).d_matrix!;
  });
  const { target } = addRows(1)({
    target: tf.concat(dParts),
    indices: tf.tensor1d(targets, "int32"),
    rows: last.targetRows!,
  });
  return { ...last, dHead: target! };
}

function evaluate(parts: readonly VocabularyPart[], { lmHead, ...rest }: typeof given): Tensors {
  return losses(look(parts, partLosses, norm(rest.x, rest), lmHead).state);
}

describe.each([13, 7, 4, 1])("with parts of at most %i words", (partSize) => {
  const parts = vocabularyParts(vocab, partSize);

  test("losses, entropies and first choices are the naive head's", () => {
    const expected = naiveHead(given.x, given.norm, given.lmHead);
    for (const actual of [evaluate(parts, given), train(parts, given)]) {
      close(actual.nll!, expected.nll);
      close(actual.entropy!, expected.entropy);
      expect([...actual.correct!.dataSync()]).toEqual([...expected.correct.dataSync()]);
    }
  });

  test.each([false, true])("gradients are those of the tape, added to others: %s", (accumulate) => {
    const before = accumulate ? randomTensor(4, [vocab, 8]) : null;
    const actual = train(parts, given, before);
    const expected = naiveGradients();
    close(actual.dHead!, before ? tf.add(expected.dHead!, before) : expected.dHead!);
    const dHidden = tf.grads((x: tf.Tensor, scale: tf.Tensor) => norm(x, { norm: scale }));
    const [dx, dNorm] = dHidden([given.x, given.norm], actual.dHidden!);
    close(dx!, expected.dx!);
    close(dNorm!, expected.dNorm!);
  });

  test("a spare slot gives no gradient", () => {
    const { dHidden, targetRows } = train(parts, given);
    for (const rows of [dHidden!, targetRows!]) {
      const spare = tf.slice(rows, [slots - 1, 0], [1, 8]);
      expect(tf.max(tf.abs(spare)).dataSync()[0]).toBe(0);
    }
  });
});

test("the head's input is the norm of the rows that predict", () => {
  const { x } = given;
  const input = headInput(architecture, partOf(architecture.headParameters, { adapter: null }));
  const hidden = input({
    x,
    norm: given.norm,
    select: tf.tensor1d([4, 1, 5, 5], "int32"),
    unselect: tf.tensor1d([2, 1, 2, 2, 0, 2], "int32"),
  });
  close(hidden, tf.gather(norm(x, given), [4, 1, 5, 5]));
});

test("logits far apart neither overflow nor make no number", () => {
  const large = { ...given, lmHead: tf.mul(given.lmHead, 500) };
  const logits = tf.matMul(norm(given.x, given), large.lmHead, false, true).arraySync() as number[][];
  const expected = logits.map((row, slot) => {
    const largest = Math.max(...row);
    return largest + Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0)) - row[targets[slot]!]!;
  });
  const results = train(vocabularyParts(vocab, 4), large);
  expectClose(results.nll!.dataSync(), expected);
  for (const tensor of Object.values(results)) expect([...tensor.dataSync()].every(Number.isFinite)).toBe(true);
});

test("a compiled part is the same as tfjs's", async () => {
  await using device = await openDevice("cpu", { threads: 1 });
  const inputs: Tensors = {
    hidden: given.x,
    matrix: rowsOf(given.lmHead, { begin: 4, size: 4 }),
    targets: tf.tensor1d(targets, "int32"),
    begin: tf.scalar(4, "int32"),
    ...look([{ begin: 0, size: 4 }], partWithGradients, given.x, given.lmHead).state,
  };
  const specs = Object.entries(inputs).map(([name, { shape, dtype }]) => [name, { shape, dtype: dtype as "int32" }]);
  const program = await device.compile(partWithGradients, Object.fromEntries(specs));
  const onDevice = Object.entries(inputs).map(([name, value]) => {
    const tensor = device.empty(value.shape, value.dtype as "int32");
    device.write(tensor, value.dataSync() as Int32Array);
    return [name, tensor];
  });
  const results = await program.run(Object.fromEntries(onDevice));
  for (const [name, expected] of Object.entries(partWithGradients(inputs)))
    expectClose(await device.read(results[name]!), expected.dataSync());
});
