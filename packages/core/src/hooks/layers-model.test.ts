import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { NoiseConfigError } from "../errors/noise-config-error.ts";
import { NEFTune } from "../neftune.ts";
import { noiseNorm } from "../norm.ts";
import { addEmbeddingNoise } from "./layers-model.ts";

beforeAll(() => tf.setBackend("cpu"));

const width = 64;
const tokens = 16;
const noise = new NEFTune({ alpha: 5, seed: 3 });

function embeddingModel({ maskZero = false, inputLength = tokens } = {}): tf.LayersModel {
  return tf.sequential({
    layers: [tf.layers.embedding({ inputDim: 20, outputDim: width, inputLength, maskZero, name: "tokens" })],
  });
}

function classifier(): tf.LayersModel {
  const initializer = (seed: number) => tf.initializers.glorotUniform({ seed });
  const model = tf.sequential({
    layers: [
      tf.layers.embedding({
        inputDim: 20,
        outputDim: width,
        inputLength: tokens,
        embeddingsInitializer: initializer(1),
        name: "tokens",
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2, activation: "softmax", kernelInitializer: initializer(2) }),
    ],
  });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: "categoricalCrossentropy" });
  return model;
}

const ids = tf.tensor2d(
  Array.from({ length: 8 * tokens }, (_, index) => 1 + ((index * 7) % 19)),
  [8, tokens],
  "int32",
);
const labels = tf.oneHot(tf.tensor1d([0, 1, 0, 1, 1, 0, 0, 1], "int32"), 2);

function added(model: tf.LayersModel, inputs: tf.Tensor): tf.Tensor {
  return tf.sub(model.apply(inputs, { training: true }) as tf.Tensor, model.predict(inputs) as tf.Tensor);
}

test("the noise in a training call has norm α/√3 a sequence, and the handle reports it", () => {
  const model = embeddingModel();
  using handle = addEmbeddingNoise(model, noise);
  const expected = 5 / Math.sqrt(3);
  const norms = tf.unstack(added(model, ids)).map((row) => noiseNorm(row.dataSync<"float32">()));
  expect(norms).toHaveLength(8);
  for (const norm of norms) {
    expect(Math.abs(norm / expected - 1)).toBeLessThan((4 * 0.447) / Math.sqrt(tokens * width));
  }
  expect(handle.lastNorm).toBeCloseTo(norms.reduce((sum, norm) => sum + norm) / norms.length, 5);
  expect(handle.lastExpectedNorm).toBeCloseTo(expected, 12);
});

test("each training call draws anew, and a later handle can go on where an earlier one stopped", () => {
  const model = embeddingModel();
  const handle = addEmbeddingNoise(model, noise);
  const first = added(model, ids).dataSync();
  const second = added(model, ids).dataSync();
  expect(second).not.toEqual(first);
  expect(handle.draws).toBe(2);
  handle.remove();
  using _resumed = addEmbeddingNoise(model, noise, { draws: 1 });
  expect(added(model, ids).dataSync()).toEqual(second);
});

test("predict and evaluate give the same bytes with the hook, without it and after it", () => {
  const model = classifier();
  const predict = () => (model.predict(ids) as tf.Tensor).dataSync();
  const evaluate = () => (model.evaluate(ids, labels) as tf.Scalar).dataSync();
  const before = [predict(), evaluate()];
  const handle = addEmbeddingNoise(model, noise);
  expect([predict(), evaluate()]).toEqual(before);
  expect(handle.draws).toBe(0);
  handle.remove();
  expect([predict(), evaluate()]).toEqual(before);
});

async function fitLoss(
  alpha: number | null,
): Promise<{ loss: number; valLoss: number; weights: number[]; draws: number }> {
  const model = classifier();
  const handle = alpha === null ? null : addEmbeddingNoise(model, new NEFTune({ alpha, seed: 3 }));
  const options = {
    epochs: 1,
    batchSize: 4,
    shuffle: false,
    verbose: 0 as const,
    validationData: [ids, labels] as [tf.Tensor, tf.Tensor],
  };
  const { history } = await model.fit(ids, labels, options);
  const weights = model.getWeights().flatMap((weight) => [...weight.dataSync()]);
  return { loss: Number(history.loss![0]), valLoss: Number(history.val_loss![0]), weights, draws: handle?.draws ?? 0 };
}

test("fit trains with the noise, once a batch, validation left out", async () => {
  const plain = await fitLoss(null);
  const noisy = await fitLoss(5);
  expect(noisy.draws).toBe(2);
  expect(noisy.loss).not.toBe(plain.loss);
  expect(noisy.weights).not.toEqual(plain.weights);
  expect(await fitLoss(5)).toEqual(noisy);
});

test("fit with alpha 0 gives the same bytes as without the hook", async () => {
  expect((await fitLoss(0)).weights).toEqual((await fitLoss(null)).weights);
});

test("with maskZero the real tokens are the ids other than 0, on whichever side the pads stand", () => {
  const model = embeddingModel({ maskZero: true, inputLength: 6 });
  const right = tf.tensor2d([[5, 6, 7, 0, 0, 0]], undefined, "int32");
  const left = tf.tensor2d([[0, 0, 0, 5, 6, 7]], undefined, "int32");
  const rows = (inputs: tf.Tensor2D) => {
    using _handle = addEmbeddingNoise(model, noise);
    return (added(model, inputs).arraySync() as number[][][])[0]!;
  };
  const isZero = (row: number[]) => row.every((value) => value === 0);
  expect(rows(right).map(isZero)).toEqual([false, false, false, true, true, true]);
  expect(rows(left).map(isZero)).toEqual([true, true, true, false, false, false]);
  expect(rows(left).slice(3)).toEqual(rows(right).slice(0, 3));
  expect(Math.abs(noiseNorm(Float32Array.from(rows(left).flat())) / (5 / Math.sqrt(3)) - 1)).toBeLessThan(
    (4 * 0.447) / Math.sqrt(3 * width),
  );
});

test("without maskZero an id 0 is a token like any other", () => {
  const model = embeddingModel({ inputLength: 4 });
  using _handle = addEmbeddingNoise(model, noise);
  const rows = (added(model, tf.tensor2d([[5, 0, 7, 0]], undefined, "int32")).arraySync() as number[][][])[0]!;
  expect(rows.some((row) => row.every((value) => value === 0))).toBe(false);
});

test("under the padded rule pads are noised and the norm over real tokens is reported", () => {
  const model = embeddingModel({ maskZero: true, inputLength: 6 });
  using handle = addEmbeddingNoise(model, new NEFTune({ alpha: 5, scaling: "padded" }));
  const noised = (added(model, tf.tensor2d([[5, 6, 7, 0, 0, 0]], undefined, "int32")).arraySync() as number[][][])[0]!;
  expect(noised.some((row) => row.every((value) => value === 0))).toBe(false);
  expect(handle.lastNorm).toBeCloseTo(noiseNorm(Float32Array.from(noised.slice(0, 3).flat())), 5);
  expect(handle.lastExpectedNorm).toBeCloseTo(5 * Math.sqrt(3 / (3 * 6)), 12);
});

test("embeddings in nested models are found, and layers can be chosen by name", () => {
  const model = tf.sequential({ layers: [embeddingModel() as tf.Sequential, tf.layers.flatten()] });
  using handle = addEmbeddingNoise(model, noise);
  expect(handle.layerNames).toEqual(["tokens"]);
  expect(added(model, ids).abs().sum().dataSync()[0]).toBeGreaterThan(0);
  expect(() => addEmbeddingNoise(model, noise, { layerNames: ["positions"] })).toThrow(/"positions".*tokens/);
});

test("a second hook on the same layer is refused, and so is a model without an Embedding", () => {
  const model = embeddingModel();
  using _handle = addEmbeddingNoise(model, noise);
  expect(() => addEmbeddingNoise(model, noise)).toThrow(NoiseConfigError);
  const dense = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  expect(() => addEmbeddingNoise(dense, noise)).toThrow(NoiseConfigError);
});

test("a training call leaves no tensor behind but its result", () => {
  const model = embeddingModel({ maskZero: true });
  using _handle = addEmbeddingNoise(model, noise);
  const before = tf.memory().numTensors;
  tf.dispose(model.apply(ids, { training: true }) as tf.Tensor);
  const after = tf.memory().numTensors;
  const plain = embeddingModel({ maskZero: true });
  const plainBefore = tf.memory().numTensors;
  tf.dispose(plain.apply(ids, { training: true }) as tf.Tensor);
  expect(after - before).toBe(tf.memory().numTensors - plainBefore);
});
