import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import type { Device, Program } from "../../../device.ts";
import { trace } from "../../../trace/tracer.ts";
import { openDevice } from "../../open-device.ts";
import { elementwiseLoop } from "./generate.ts";

const size = 100_003;

/** An update in the manner of Adam: every operator that a loop knows, tensors and scalars. */
function update({ p, m, g, rate }: Record<string, tf.Tensor>): Record<string, tf.Tensor> {
  const moment = tf.add(tf.mul(m!, 0.9), tf.mul(g!, 0.1));
  return { p: tf.sub(p!, tf.mul(tf.div(moment, tf.add(tf.sqrt(tf.square(g!)), 0.5)), tf.neg(rate!))), m: moment };
}

const spec = { p: [size], m: [size], g: [size], rate: [] };

function numbers(seed: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => Math.sin(seed + i * 0.37));
}

function tensors(device: Device) {
  const filled = (seed: number) => {
    const tensor = device.empty([size]);
    device.write(tensor, numbers(seed));
    return tensor;
  };
  const rate = device.empty([]);
  device.write(rate, Float32Array.of(0.25));
  return { p: filled(1), m: filled(2), g: filled(3), rate };
}

async function results(device: Device, program: Program, times: number) {
  const inputs = tensors(device);
  // In place: outputs share the inputs' memory.
  for (let i = 0; i < times; i++) await program.run(inputs, { p: inputs.p, m: inputs.m });
  return { p: await device.read(inputs.p), m: await device.read(inputs.m) };
}

test.each([1, 2, 3])(
  "on %i threads it computes what tfjs computes, in place and from the first run on",
  async (threads) => {
    await using device = await openDevice("cpu", { threads });
    await using reference = await openDevice("tfjs");
    const program = await device.compile(update, spec);
    const expected = await results(reference, await reference.compile(update, spec), 6);
    const actual = await results(device, program, 6);
    for (const name of ["p", "m"] as const)
      for (let i = 0; i < size; i++) expect(Math.abs(actual[name][i]! - expected[name][i]!)).toBeLessThan(2e-5);
  },
);

test("it is the same to the bit however many threads share it", async () => {
  const runs = [];
  for (const threads of [1, 2]) {
    await using device = await openDevice("cpu", { threads });
    runs.push(await results(device, await device.compile(update, spec), 20));
  }
  expect(runs[1]).toEqual(runs[0]);
});

test("a small graph, another operator, a reduction or another type is no loop", () => {
  const loopOf = (
    fn: (inputs: Record<string, tf.Tensor>) => tf.Tensor,
    shape: number[],
    dtype: "float32" | "int32" = "float32",
  ) => elementwiseLoop(trace((inputs) => ({ y: fn(inputs) }), { x: { shape, dtype } }));
  expect(loopOf(({ x }) => tf.mul(x!, 2), [size])).not.toBeNull();
  expect(loopOf(({ x }) => tf.mul(x!, 2), [100])).toBeNull();
  expect(loopOf(({ x }) => tf.exp(x!), [size])).toBeNull();
  expect(loopOf(({ x }) => tf.sum(tf.square(x!)), [size])).toBeNull();
  expect(loopOf(({ x }) => tf.add(x!, x!), [size], "int32")).toBeNull();
  expect(loopOf(({ x }) => x!, [size])).toBeNull();
});

test("wrong tensors are refused by name", async () => {
  await using device = await openDevice("cpu", { threads: 2 });
  const program = await device.compile(update, spec);
  const inputs = tensors(device);
  await expect(program.run({ ...inputs, g: inputs.rate })).rejects.toThrow("input g");
  await expect(program.run(inputs, { p: inputs.rate })).rejects.toThrow("output p");
  await program.dispose();
  await expect(program.run(inputs)).rejects.toThrow("disposed");
});
