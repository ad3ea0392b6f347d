import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectClose } from "../conformance/expect-close.ts";
import { upload } from "../conformance/on-device.ts";
import { toTensor } from "../conformance/reference.ts";
import { float, int, type TensorData } from "../conformance/tensor-data.ts";
import type { Device } from "../device.ts";
import { openDevice } from "../devices/open-device.ts";
import { trace } from "./tracer.ts";

let device: Device;
beforeAll(async () => {
  await tf.setBackend("cpu");
  (tf.backend() as { firstUse?: boolean }).firstUse = false;
  device = await openDevice("cpu", { threads: 1 });
});
afterAll(() => device.dispose());

const initializer = (seed: number) => tf.initializers.glorotUniform({ seed });
const { layers } = tf;
const models: [string, () => tf.Sequential, TensorData, TensorData][] = [
  [
    "a convolutional network",
    () =>
      tf.sequential({
        layers: [
          layers.conv2d({
            filters: 4,
            kernelSize: 3,
            padding: "same",
            inputShape: [8, 8, 2],
            kernelInitializer: initializer(1),
          }),
          layers.batchNormalization(),
          layers.activation({ activation: "relu" }),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.depthwiseConv2d({ kernelSize: 3, depthwiseInitializer: initializer(2), activation: "elu" }),
          layers.averagePooling2d({ poolSize: 2 }),
          layers.flatten(),
          layers.dense({ units: 3, activation: "softmax", kernelInitializer: initializer(3) }),
        ],
      }),
    float([4, 8, 8, 2]),
    float([4, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0]),
  ],
  ...(["lstm", "gru"] as const).map((cell): [string, () => tf.Sequential, TensorData, TensorData] => [
    `a network with ${cell === "lstm" ? "an LSTM" : "a GRU"}`,
    () =>
      tf.sequential({
        layers: [
          layers.embedding({ inputDim: 11, outputDim: 5, inputLength: 4, embeddingsInitializer: initializer(1) }),
          layers[cell]({ units: 6, kernelInitializer: initializer(2), recurrentInitializer: initializer(3) }),
          layers.layerNormalization(),
          layers.dense({ units: 3, activation: "softmax", kernelInitializer: initializer(4) }),
        ],
      }),
    int([2, 4], [1, 10, 3, 3, 0, 7, 2, 5]),
    float([2, 3], [0, 1, 0, 1, 0, 0]),
  ]),
];

test.each(models)("the training step of %s, compiled, is as tfjs's own", async (_label, make, x, y) => {
  const model = make();
  const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const step = ({ x, y }: Record<string, tf.Tensor>): Record<string, tf.Tensor> => {
    const { value, grads } = tf.variableGrads(
      () =>
        tf.mean(tf.metrics.categoricalCrossentropy(y!, model.apply(x!, { training: true }) as tf.Tensor)) as tf.Scalar,
      weights,
    );
    return { loss: value, ...Object.fromEntries(weights.map((weight, i) => [`d${i}`, grads[weight.name]!])) };
  };
  // Before the trace, in which a layer's moving averages are assigned what has no numbers.
  const expected = step({ x: toTensor(x), y: toTensor(y) });
  const program = await device.compile(step, { x, y });
  const inputs = { x: upload(device, x), y: upload(device, y) };
  const actual = await program.run(inputs);
  for (const [name, tensor] of Object.entries(expected))
    expectClose(
      { shape: tensor.shape, dtype: "float32", data: await device.read(actual[name]!) },
      { shape: tensor.shape, dtype: "float32", data: tensor.dataSync() as Float32Array },
      name,
    );
});

test("a prediction is compiled with tfjs's fused kernels", () => {
  const model = models[0]![1]();
  const graph = trace(({ x }) => ({ y: model.apply(x!) as tf.Tensor }), { x: [1, 8, 8, 2] });
  const convolutions = graph.nodes.filter(({ op }) => op === "Conv");
  expect(convolutions).toHaveLength(2);
});
