import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import type { Device } from "../device.ts";
import { DeviceError } from "../errors/device-error.ts";
import { runProgram, upload } from "./on-device.ts";
import { float, int } from "./tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;

const sumAndDifference = ({ a, b }: Tensors): Tensors => ({ sum: tf.add(a!, b!), difference: tf.sub(a!, b!) });
const pair = { a: [2], b: [2] };

/** What programs tell of themselves, what memory they may share, and how they end. */
export function testProgramFacts(device: () => Device, open: () => Promise<Device>): void {
  describe("outputs in the memory of inputs", () => {
    const tensors = () => ({
      a: upload(device(), float([2], [1, 2])),
      b: upload(device(), float([2], [10, 20])),
    });

    test("are right, or refused", async () => {
      const program = await device().compile(sumAndDifference, pair);
      const inputs = tensors();
      if (program.inPlace.sum!.includes("a")) {
        const { difference } = await program.run(inputs, { sum: inputs.a });
        expect([...(await device().read(inputs.a))]).toEqual([11, 22]);
        expect([...(await device().read(difference!))]).toEqual([-9, -18]);
      } else {
        const refused = program.run(inputs, { sum: inputs.a });
        await expect(refused).rejects.toThrow(DeviceError);
        await expect(refused).rejects.toThrow("output sum shares memory with input a");
        expect([...(await device().read(inputs.a))]).toEqual([1, 2]);
      }
      await program.dispose();
    });

    test("are refused where they lie askew, or on one another", async () => {
      const program = await device().compile(sumAndDifference, pair);
      const all = upload(device(), float([3], [1, 2, 3]));
      const run = program.run({ ...tensors(), a: all.view(0, [2]) }, { sum: all.view(1, [2]) });
      await expect(run).rejects.toThrow("output sum shares memory with input a");
      const both = program.run(tensors(), { sum: all.view(0, [2]), difference: all.view(1, [2]) });
      await expect(both).rejects.toThrow("output difference shares memory with output sum");
      await program.dispose();
    });

    test("may be where an update replaces what it updates", async () => {
      const program = await device().compile(({ p, g }: Tensors) => ({ p: tf.sub(p!, tf.mul(g!, 0.5)) }), {
        p: [2],
        g: [2],
      });
      expect(program.inPlace.p).toContain("p");
      await program.dispose();
    });
  });

  test("a program tells its memory, and the device that of all", async () => {
    await using own = await open();
    const bias = tf.tensor1d(Array.from({ length: 64 }, (_, i) => i));
    const program = await own.compile(({ x, w }: Tensors) => ({ y: tf.softmax(tf.add(tf.matMul(x!, w!), bias)) }), {
      x: [32, 64],
      w: [64, 64],
    });
    bias.dispose();
    const plan = program.explain();
    expect(plan).toMatchObject({ inputs: 4 * (32 * 64 + 64 * 64), outputs: 4 * 32 * 64 });
    if (plan.scratch !== null) {
      expect(plan.constants).toBe(4 * 64);
      // The product, and the sum in its place.
      expect(plan.scratch).toBe(4 * 32 * 64);
      expect(plan.operators).toMatchObject({ Softmax: 1, Add: 1 });
    }
    const { constants, scratch, plans } = own.explain();
    expect({ constants, scratch: plan.scratch === null ? null : scratch, plans }).toEqual({
      constants: plan.constants,
      scratch: plan.scratch,
      plans: [plan],
    });
    await program.dispose();
    expect(own.memory()).toMatchObject({ programs: 0, constants: 0, scratch: 0 });
  });

  test("a program that is saved and loaded computes the same", async () => {
    const inputs = { w: float([4, 3]), x: float([5, 4], undefined, 7), y: int([5], [0, 2, 1, 1, 0]) };
    const step = ({ w, x, y }: Tensors) => {
      const loss = (w: tf.Tensor) => tf.losses.softmaxCrossEntropy(tf.oneHot(y!, 3), tf.matMul(x!, w)) as tf.Scalar;
      const { value, grads } = tf.valueAndGrads(loss)([w!]);
      return { loss: value, w: tf.sub(w!, tf.mul(0.5, grads[0]!)) };
    };
    const program = await device().compile(step, inputs);
    const file = program.save();
    const loaded = await device()
      .load(file)
      .catch((error: unknown) => error as Error);
    if (loaded instanceof Error) {
      expect(DeviceError.isInstance(loaded)).toBe(true);
      expect(loaded.message).toContain("runs functions of tfjs and no .onnx files");
    } else {
      expect({ inputs: loaded.inputs, outputs: loaded.outputs, inPlace: loaded.inPlace }).toEqual({
        inputs: program.inputs,
        outputs: program.outputs,
        inPlace: program.inPlace,
      });
      expect(await runProgram(device(), loaded, inputs)).toEqual(await runProgram(device(), program, inputs));
      expect(loaded.save()).toEqual(file);
      await loaded.dispose();
    }
    await program.dispose();
  });

  test("a run that has begun ends before its program or its device does", async () => {
    const own = await open();
    const fn = ({ x }: Tensors) => ({ y: tf.matMul(x!, x!) });
    const [first, second] = [await own.compile(fn, { x: [64, 64] }), await own.compile(fn, { x: [64, 64] })];
    const x = upload(own, float([64, 64], Array(64 * 64).fill(1)));
    const read = async (run: ReturnType<typeof first.run>) => (await own.read((await run).y!))[0];
    const one = read(first.run({ x }));
    await first.dispose();
    await expect(one).resolves.toBe(64);
    const two = second.run({ x });
    await own.dispose();
    await expect(two).resolves.toMatchObject({ y: { shape: [64, 64] } });
    await expect(second.run({ x })).rejects.toThrow("the program was disposed");
    await expect(own.load(new Uint8Array(0))).rejects.toThrow(DeviceError);
  });

  test("two devices at once share nothing", async () => {
    await using other = await open();
    const fn = ({ x }: Tensors) => ({ y: tf.mul(x!, 2) });
    const compile = (on: Device) => on.compile(fn, { x: [2] });
    const [here, there] = await Promise.all([compile(device()), compile(other)]);
    const x = upload(device(), float([2], [1, 2]));
    const z = upload(other, float([2], [5, 6]));
    const results = await Promise.all([here.run({ x }), there.run({ x: z }), here.run({ x })]);
    const read = [device(), other, device()].map(async (on, i) => [...(await on.read(results[i]!.y!))]);
    expect(await Promise.all(read)).toEqual([
      [2, 4],
      [10, 12],
      [2, 4],
    ]);
    await other.dispose();
    expect([...(await device().read((await here.run({ x })).y!))]).toEqual([2, 4]);
    await here.dispose();
  });
}
