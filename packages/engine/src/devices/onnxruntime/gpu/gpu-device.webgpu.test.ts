import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { describeOn } from "../../../conformance/describe-on.ts";
import { upload } from "../../../conformance/on-device.ts";
import { float } from "../../../conformance/tensor-data.ts";
import type { Device, DeviceTensor } from "../../../device.ts";
import { DeviceError } from "../../../errors/device-error.ts";
import { permuteRows } from "../../../ops/permute-rows.ts";
import { scatterAdd } from "../../../ops/scatter-add.ts";
import { openDevice } from "../../open-device.ts";
import { GpuDevice } from "./gpu-device.ts";

type Tensors = Record<string, tf.Tensor>;

/** Bytes that a task moves. */
async function moved(device: Device, task: () => Promise<unknown>) {
  const before = device.memory();
  await task();
  const after = device.memory();
  return [after.uploaded! - before.uploaded!, after.downloaded! - before.downloaded!];
}

const numbers = async (device: Device, tensor: DeviceTensor) => [...(await device.read(tensor))];

await describeOn("webgpu", "memory on a GPU", () => {
  test("takes an input up once and an output down when it is read", async () => {
    await using device = await openDevice("webgpu");
    const program = await device.compile(({ x }: Tensors) => ({ y: tf.add(x!, 1) }), { x: [4] });
    const x = upload(device, float([4], [1, 2, 3, 4]));
    const y = device.empty([4]);
    expect(await moved(device, () => program.run({ x }, { y }))).toEqual([16, 0]);
    expect(await moved(device, () => program.run({ x }, { y }))).toEqual([0, 0]);
    expect(await moved(device, () => program.run({ x: y }, { y }))).toEqual([0, 0]);
    expect(await moved(device, () => device.read(y))).toEqual([0, 16]);
    expect(await moved(device, () => device.read(y))).toEqual([0, 0]);
    expect(await numbers(device, y)).toEqual([3, 4, 5, 6]);
    expect(await moved(device, async () => device.write(x, new Float32Array(4)))).toEqual([0, 0]);
    await program.run({ x }, { y });
    expect(await numbers(device, y)).toEqual([1, 1, 1, 1]);
  });

  test("zeroes without moving anything", async () => {
    await using device = await openDevice("webgpu");
    const program = await device.compile(({ x }: Tensors) => ({ y: tf.add(x!, 1) }), { x: [3] });
    const x = upload(device, float([3], [1, 2, 3]));
    device.zero(x);
    const y = device.empty([3]);
    expect(await moved(device, () => program.run({ x }, { y }))).toEqual([0, 0]);
    expect(await numbers(device, y)).toEqual([1, 1, 1]);
    device.zero(y.view(1, [1]));
    expect(await numbers(device, y)).toEqual([1, 0, 1]);
  });

  test("cuts views out and puts them together on the GPU", async () => {
    await using device = await openDevice("webgpu");
    const pairs = await device.compile(({ x }: Tensors) => ({ y: tf.mul(x!, 10) }), { x: [2] });
    const all = await device.compile(({ x }: Tensors) => ({ y: tf.add(x!, 1) }), { x: [6] });
    const memory = upload(device, float([6], [1, 2, 3, 4, 5, 6]));
    await all.run({ x: memory }, { y: memory });
    const task = async () => {
      for (const offset of [0, 2, 4]) {
        const x = memory.view(offset, [2]);
        await pairs.run({ x }, { y: x });
      }
      await all.run({ x: memory }, { y: memory });
      await pairs.run({ x: memory.view(1, [2]) }, { y: memory.view(3, [2]) });
    };
    expect(await moved(device, task)).toEqual([0, 0]);
    // ((1…6) + 1) · 10 + 1, then elements 3 and 4 are those at 1 and 2, times 10.
    expect(await numbers(device, memory)).toEqual([21, 31, 41, 310, 410, 71]);
    device.write(memory.view(5, [1]), Float32Array.of(-1));
    await all.run({ x: memory }, { y: memory });
    expect(await numbers(device, memory)).toEqual([22, 32, 42, 311, 411, 0]);
  });

  test("is given back: a thousand results and a few dozen programs leave nothing behind", async () => {
    await using device = await openDevice("webgpu");
    const size = 1 << 16;
    const round = async (runs: number) => {
      const program = await device.compile(({ x }: Tensors) => ({ y: tf.mul(x!, 1.5) }), { x: [size] });
      const x = device.empty([size]);
      for (let run = 0; run < runs; run++) (await program.run({ x })).y!.dispose();
      x.dispose();
      await program.dispose();
    };
    for (let i = 0; i < 20; i++) await round(50);
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 20; i++) await round(50);
    expect(device.memory()).toMatchObject({ tensors: 0, programs: 0 });
    // A thousand results that were kept would be 256 MB on a software adapter, whose memory is this process's.
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(100);
  });

  test("is computed the same way every time, rows added to one another included", async () => {
    await using device = await openDevice("webgpu");
    const fn = ({ x, w, ids }: Tensors) => ({
      y: scatterAdd(tf.zeros([7, 24]), ids!, tf.softmax(tf.matMul(x!, w!))),
    });
    const spec = { x: [300, 32], w: [32, 24], ids: { shape: [300], dtype: "int32" } } as const;
    const inputs = { x: upload(device, float([300, 32])), w: upload(device, float([32, 24], undefined, 9)) };
    const ids = device.empty([300], "int32");
    device.write(
      ids,
      Int32Array.from({ length: 300 }, (_, row) => (row * row) % 7),
    );
    const results: ArrayLike<number>[] = [];
    for (let repetition = 0; repetition < 3; repetition++) {
      const program = await device.compile(fn, spec);
      const { y } = await program.run({ ...inputs, ids });
      results.push(await device.read(y!));
      await program.dispose();
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  test("that is not there is an error, after which the device works on", async () => {
    await using device = await openDevice("webgpu");
    const huge = await device.compile(
      ({ x }: Tensors) => ({ y: tf.add(tf.mul(tf.ones([1 << 16, 1]), tf.mul(tf.ones([1, 1 << 16]), x!)), 1) }),
      { x: [1] },
    );
    const { y: sum } = await (await device.compile(({ x }: Tensors) => ({ y: tf.add(x!, 1) }), { x: [1] })).run({
      x: device.empty([1]),
    });
    await expect(huge.run({ x: device.empty([1]) })).rejects.toThrow(DeviceError);
    expect(await numbers(device, sum!)).toEqual([1]);
  });

  test("is all that training uses: a device that refuses the CPU compiles attention, its gradients and an update", async () => {
    await using device = new GpuDevice({ description: "WebGPU alone", refuseCpu: true });
    const attention = ({ x, gain, q, k, v, there, back }: Tensors) => {
      const normed = tf.mul(tf.mul(x!, tf.rsqrt(tf.add(tf.mean(tf.square(x!), -1, true), 1e-5))), gain!);
      const heads = (w: tf.Tensor) => {
        const rows = permuteRows(tf.matMul(normed, w, false, true), there!, back!);
        return tf.transpose(tf.reshape(rows, [2, 4, 2, 3]), [0, 2, 1, 3]);
      };
      const scores = tf.softmax(tf.matMul(heads(q!), heads(k!), false, true));
      return tf.reshape(tf.transpose(tf.matMul(scores, heads(v!)), [0, 2, 1, 3]), [8, 6]);
    };
    const indices = (size: number) => ({ shape: [size], dtype: "int32" as const });
    const weights = { gain: [6], q: [6, 6], k: [6, 6], v: [6, 6] };
    const spec = { x: [7, 6], ...weights, there: indices(8), back: indices(7) };
    await device.compileVjp(attention, spec, { wrt: ["x", ...Object.keys(weights)], residuals: "keep" });
    await device.compile(
      ({ table, ids, rows, m }: Tensors) => ({
        table: scatterAdd(table!, ids!, rows!),
        picked: tf.gather(table!, ids!),
        m: tf.div(tf.add(tf.mul(m!, 0.9), 0.1), tf.add(tf.sqrt(m!), 1e-8)),
        norm: tf.sum(tf.square(m!)),
      }),
      { table: [9, 6], ids: indices(7), rows: [7, 6], m: [100] },
    );
    await expect(device.compile(({ x }: Tensors) => ({ y: tf.argMax(x!, 1) }), { x: [2, 3] })).rejects.toThrow(/CPU/);
  });

  test("is not what auto takes where the CPU imitates it", async () => {
    await using device = await openDevice("webgpu");
    await using automatic = await openDevice("auto");
    if (device.description.includes("software")) expect(automatic.name).not.toBe("webgpu");
  });
});
