import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { NEFTune } from "../neftune.ts";
import { noiseNorm } from "../norm.ts";
import { withNoise } from "./function.ts";

beforeAll(() => tf.setBackend("cpu"));

const width = 64;
const table = tf.randomNormal<tf.Rank.R2>([20, width]);
const embed = (ids: tf.Tensor2D) => tf.gather(table as tf.Tensor, ids) as tf.Tensor3D;
const ids = tf.tensor2d([[3, 1, 4, 1, 5, 9, 2, 6]], undefined, "int32");

function addedNorm(noisy: tf.Tensor): number {
  return noiseNorm(tf.sub(noisy, embed(ids)).dataSync<"float32">());
}

test("it adds noise in training only", () => {
  const noisyEmbed = withNoise(embed, new NEFTune({ alpha: 5 }));
  expect(noisyEmbed(ids, { training: false }).dataSync()).toEqual(embed(ids).dataSync());
  const norm = addedNorm(noisyEmbed(ids, { training: true }));
  expect(Math.abs(norm / (5 / Math.sqrt(3)) - 1)).toBeLessThan((4 * 0.447) / Math.sqrt(8 * width));
});

test("each training call draws anew", () => {
  const noisyEmbed = withNoise(embed, new NEFTune({ alpha: 5 }));
  const first = noisyEmbed(ids, { training: true }).dataSync();
  expect(noisyEmbed(ids, { training: true }).dataSync()).not.toEqual(first);
});

test("epoch, samples and lengths reach the noise", () => {
  const noise = new NEFTune({ alpha: 5 });
  const key = { lengths: [6], epoch: 3, samples: [17] };
  const noisy = withNoise(embed, noise)(ids, { training: true, ...key });
  expect(noisy.dataSync()).toEqual(noise.apply(embed(ids), key).dataSync());
});

test("the gradient reaches the embedding table", () => {
  const noisyEmbed = withNoise(
    (x: tf.Tensor2D) => tf.gather(weights as tf.Tensor, x) as tf.Tensor3D,
    new NEFTune({ alpha: 5 }),
  );
  const weights = tf.variable(table);
  const { grads } = tf.variableGrads(() => tf.sum(noisyEmbed(ids, { training: true })) as tf.Scalar, [weights]);
  const counts = tf.sum(Object.values(grads)[0]!, 1).arraySync() as number[];
  expect(counts.map((sum) => sum / width)).toEqual(tf.sum(tf.oneHot(ids.flatten(), 20), 0).arraySync());
});

test("a training call leaves one tensor behind, its result", () => {
  const noisyEmbed = withNoise(embed, new NEFTune({ alpha: 5 }));
  const before = tf.memory().numTensors;
  noisyEmbed(ids, { training: true });
  expect(tf.memory().numTensors).toBe(before + 1);
});
