import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../conformance/expect-close.ts";
import { runFunction, upload } from "../../conformance/on-device.ts";
import { float, int, type TensorData } from "../../conformance/tensor-data.ts";
import { DeviceError } from "../../errors/device-error.ts";
import { scatterAdd } from "../../ops/scatter-add.ts";
import { OrtDevice } from "./ort-device.ts";

type Tensors = Record<string, tf.Tensor>;

test("a few hundred programs, compiled and disposed of, leave no memory taken", async () => {
  await using device = new OrtDevice({ threads: 2 });
  const inputs = { x: float([32, 64]), w: float([64, 64]) };
  const round = async () => {
    const { forward, backward, dispose } = await device.compileVjp(
      ({ x, w }: Tensors) => tf.softmax(tf.matMul(x!, w!)),
      inputs,
      { wrt: ["x", "w"], residuals: "keep" },
    );
    const given = { x: upload(device, inputs.x), w: upload(device, inputs.w), dy: device.empty([32, 64]) };
    const kept = await forward.run(given);
    const gradients = await backward.run({ ...given, ...kept });
    for (const tensor of [given, kept, gradients].flatMap((record) => Object.values(record))) tensor.dispose();
    await dispose();
  };
  const resident = () => process.memoryUsage().rss / 2 ** 20;
  for (let i = 0; i < 50; i++) await round();
  const before = resident();
  for (let i = 0; i < 250; i++) await round();
  expect(device.memory()).toMatchObject({ tensors: 0, programs: 0, constants: 0, scratch: 0 });
  // 0.2 MB a round would be 50; what the garbage collector has not come to yet is less.
  expect(resident() - before).toBeLessThan(45);
});

describe("rows that are added to the same row", () => {
  test("are added in the same order on many threads", async () => {
    const [rows, width] = [3000, 257];
    const inputs = {
      target: float([7, width]),
      i: int(
        [rows],
        Array.from({ length: rows }, (_, row) => (row * row) % 7),
      ),
      updates: float([rows, width]),
    };
    const results: Float32Array[] = [];
    for (const threads of [1, 2, 2, 2, 2]) {
      await using device = new OrtDevice({ threads });
      const fn = ({ target, i, updates }: Tensors) => ({ y: scatterAdd(target!, i!, updates!) });
      const { y } = await runFunction(device, fn, inputs);
      results.push(y!.data as Float32Array);
    }
    for (const result of results) expect(result).toEqual(results[0]);
  });
});

describe("differences from tfjs that the README tells of", () => {
  const edges = float([5], [Number.NaN, Infinity, -Infinity, 3e9, -7.5]);

  test.each([
    ["the largest of no numbers", ({ x }: Tensors) => tf.max(tf.slice(x!, 0, 0)), { x: edges }, [-Infinity]],
    ["powers of 1", ({ x }: Tensors) => tf.pow(1, x!), { x: edges }, [1, 1, 1, 1, 1]],
    ["what has no int32", ({ x }: Tensors) => tf.cast(x!, "int32"), { x: edges }, [0, 0, 0, 0, -7]],
    [
      "negative indices",
      ({ x, i }: Tensors) => scatterAdd(tf.gather(x!, i!), i!, tf.ones([2])),
      { x: float([3], [1, 2, 3]), i: int([2], [-1, -2]) },
      [3 + 1, 2 + 1],
    ],
  ])("%s", async (_label, fn, inputs, expected) => {
    await using device = new OrtDevice({ threads: 2 });
    const { y } = await runFunction(
      device,
      (tensors: Tensors) => ({ y: fn(tensors) }),
      inputs as Record<string, TensorData>,
    );
    expect([...y!.data]).toEqual(expected);
  });
});

test("batches that are broadcast on both sides are paired as in NumPy", async () => {
  await using device = new OrtDevice({ threads: 2 });
  const inputs = { a: float([2, 1, 2, 3]), b: float([3, 3, 4], undefined, 7) };
  const { y } = await runFunction(device, ({ a, b }: Tensors) => ({ y: tf.matMul(a!, b!) }), inputs);
  const part = ({ data }: { data: ArrayLike<number> }, index: number, size: number) =>
    Array.from({ length: size }, (_, i) => data[index * size + i]!);
  for (const [i, j] of [
    [0, 2],
    [1, 0],
    [1, 2],
  ] as const) {
    const single = await runFunction(device, ({ a, b }: Tensors) => ({ y: tf.matMul(a!, b!) }), {
      a: float([2, 3], part(inputs.a, i, 6)),
      b: float([3, 4], part(inputs.b, j, 12)),
    });
    expectClose(float([2, 4], part(y!, i * 3 + j, 8)), single.y!, `batch ${i}, ${j}`);
  }
});

test("what onnxruntime finds wrong while it runs is a DeviceError with its cause", async () => {
  await using device = new OrtDevice({ threads: 2 });
  const fn = ({ x, i }: Tensors) => ({ y: tf.neg(tf.gather(x!, i!)) });
  const outside = runFunction(device, fn, { x: float([3, 2]), i: int([1], [3]) });
  await expect(outside).rejects.toThrow(DeviceError);
  await expect(outside).rejects.toMatchObject({ cause: { message: expect.stringContaining("Gather") } });
  const after = await runFunction(device, fn, { x: float([3], [1, 2, 3]), i: int([1], [2]) });
  expect([...after.y!.data]).toEqual([-3]);
});
