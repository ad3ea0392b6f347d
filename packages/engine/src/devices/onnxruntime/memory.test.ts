import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { exactAllocator, memoryAccounts, runScript } from "../../fixtures/run-script.ts";

const hasAccounts = existsSync("/proc/self/clear_refs");
const start = `
import * as tf from "@tensorflow/tfjs";
import { openDevice } from "@neftune/engine";
${memoryAccounts}
`;

/** Runs a function once in a process of its own: the plan of what it takes, and what it took. */
const measure = (fn: string, spec: string) => `${start}
const device = await openDevice("cpu", { threads: 2 });
const warm = await device.compile(({ a }) => ({ y: tf.softmax(tf.matMul(a, a)) }), { a: [64, 64] });
await warm.run({ a: device.empty([64, 64]) });
gc();
const spec: Record<string, number[]> = ${spec};
const program = await device.compile(${fn}, spec);
const plan = program.explain();
gc();
resetPeak();
const before = resident();
const touched = (signatures: typeof program.inputs) => Object.fromEntries(Object.entries(signatures).map(([name, { shape }]) => {
  const tensor = device.empty(shape);
  // Written to, so that the memory is there.
  device.zero(tensor);
  return [name, tensor];
}));
await program.run(touched(program.inputs), touched(program.outputs));
console.log(JSON.stringify({ planned: plan.inputs + plan.outputs + plan.scratch!, scratch: plan.scratch, measured: peak() - before }));
await device.dispose();
`;

const feedForward = [
  "({ x, up, down }) => ({ y: tf.matMul(tf.softmax(tf.tanh(tf.add(tf.matMul(x, up), 1))), down) })",
  "{ x: [4096, 512], up: [512, 8192], down: [8192, 512] }",
] as const;

const step = [
  `({ x, up, down, target }) => {
    const loss = (up: tf.Tensor, down: tf.Tensor) =>
      tf.mean(tf.square(tf.sub(tf.matMul(tf.tanh(tf.matMul(x, up)), down), target))) as tf.Scalar;
    const { value, grads } = tf.valueAndGrads(loss)([up, down]);
    return { value, up: tf.sub(up, tf.mul(grads[0]!, 0.1)), down: tf.sub(down, tf.mul(grads[1]!, 0.1)) };
  }`,
  "{ x: [2048, 1024], up: [1024, 12288], down: [12288, 1024], target: [2048, 1024] }",
] as const;

describe.skipIf(!hasAccounts)("memory of a process, by Linux's accounts", () => {
  test.each([
    ["a feed-forward layer", ...feedForward],
    ["a training step", ...step],
  ])("%s takes what its plan says, to a tenth", (_label, fn, spec) => {
    const result = runScript(measure(fn, spec), {
      GLIBC_TUNABLES: exactAllocator,
    });
    const { planned, scratch, measured } = result as Record<"planned" | "scratch" | "measured", number>;
    expect(scratch).toBeGreaterThan(20e6);
    expect(measured / planned, `${measured} of ${planned}`).toBeGreaterThan(0.9);
    expect(measured / planned, `${measured} of ${planned}`).toBeLessThan(1.1);
  });

  test("a thousand rounds of compiling, running and disposing do not make it grow", () => {
    const result = runScript(`${start}
const device = await openDevice("cpu", { threads: 2 });
const round = async () => {
  const shape = { x: [16, 32], w: [32, 32] };
  const programs = await device.compileVjp(({ x, w }) => tf.softmax(tf.matMul(x, w)), shape, { wrt: ["x", "w"], residuals: "keep" });
  const update = await device.compile(({ p, g }) => ({ p: tf.sub(p, tf.mul(g, 0.1)) }), { p: [70000], g: [70000] });
  const given = { x: device.empty([16, 32]), w: device.empty([32, 32]), dy: device.empty([16, 32]) };
  const kept = await programs.forward.run(given);
  const gradients = await programs.backward.run({ ...given, ...kept });
  for (const tensor of [given, kept, gradients].flatMap((record) => Object.values(record))) tensor.dispose();
  await programs.dispose();
  await update.dispose();
};
const after = async (rounds: number) => {
  for (let i = 0; i < rounds; i++) await round();
  gc();
  await new Promise((resolve) => setTimeout(resolve, 50));
  gc();
  return resident();
};
const first = await after(500);
const last = await after(500);
console.log(JSON.stringify({ grown: (last - first) / 2 ** 20, memory: device.memory() }));
await device.dispose();
`);
    const { grown, memory } = result as { grown: number; memory: object };
    expect(memory).toEqual({ tensors: 0, programs: 0, constants: 0, scratch: 0 });
    // What each round leaves behind adds up: 10 kB to 5 MB.
    expect(grown).toBeLessThan(5);
  });
});

test("a step gives the same bytes in two processes", () => {
  const script = `${start.replace(memoryAccounts, "")}
import { createHash } from "node:crypto";
const device = await openDevice("cpu", { threads: 2 });
const values = (size: number, seed: number) => Float32Array.from({ length: size }, (_, i) => Math.sin(seed + i * 0.7));
const spec: Record<string, number[]> = { x: [64, 96], up: [96, 256], down: [256, 16], target: [64, 16] };
const program = await device.compile(${step[0]}, spec);
const inputs = Object.fromEntries(Object.entries(spec).map(([name, shape], index) => {
  const tensor = device.empty(shape);
  device.write(tensor, values(shape[0]! * shape[1]!, index));
  return [name, tensor];
}));
const hash = createHash("sha256");
for (let i = 0; i < 3; i++) {
  const { value, up, down } = await program.run(inputs);
  for (const tensor of [value!, up!, down!]) hash.update(await device.read(tensor));
  Object.assign(inputs, { up, down });
}
console.log(JSON.stringify(hash.digest("hex")));
await device.dispose();
`;
  expect(runScript(script)).toBe(runScript(script));
});
