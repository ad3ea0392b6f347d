import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import type { Device } from "../device.ts";
import { DeviceError } from "../errors/device-error.ts";
import { TraceError } from "../errors/trace-error.ts";
import { runFunction, upload } from "./on-device.ts";
import { float, int } from "./tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;

const sumAndDifference = ({ a, b }: Tensors): Tensors => ({ sum: tf.add(a!, b!), difference: tf.sub(a!, b!) });
const matrix = { a: [2, 3], b: [2, 3] };

/** Programs: what they compute into which memory, and what they refuse. */
export function testPrograms(device: () => Device, open: () => Promise<Device>): void {
  describe("programs", () => {
    test("tell their inputs and outputs", async () => {
      const program = await device().compile(({ x, i }: Tensors) => ({ y: tf.gather(x!, i!) }), {
        x: [4, 3],
        i: { shape: [2], dtype: "int32" },
      });
      expect(program.inputs).toEqual({
        x: { shape: [4, 3], dtype: "float32" },
        i: { shape: [2], dtype: "int32" },
      });
      expect(program.outputs).toEqual({ y: { shape: [2, 3], dtype: "float32" } });
      await program.dispose();
    });

    test("compute named outputs into given memory, the others into new", async () => {
      const program = await device().compile(sumAndDifference, { a: [2], b: [2] });
      const [a, b] = [upload(device(), float([2], [1, 2])), upload(device(), float([2], [10, 20]))];
      const sum = device().empty([2]);
      const before = device().memory().tensors;
      const results = await program.run({ a, b }, { sum });
      expect(results.sum).toBe(sum);
      expect([...(await device().read(sum))]).toEqual([11, 22]);
      expect([...(await device().read(results.difference!))]).toEqual([-9, -18]);
      expect(device().memory().tensors - before).toBe(8);
      results.difference!.dispose();
      expect(device().memory().tensors).toBe(before);
      await program.dispose();
    });

    test("may write over an input that is read element by element, and into a view", async () => {
      const program = await device().compile(({ m, g }: Tensors) => ({ m: tf.add(tf.mul(m!, 0.5), g!) }), {
        m: [2],
        g: [2],
      });
      const all = upload(device(), float([4], [1, 2, 3, 4]));
      const m = all.view(1, [2]);
      await program.run({ m, g: upload(device(), float([2], [10, 20])) }, { m });
      expect([...(await device().read(all))]).toEqual([1, 11, 21.5, 4]);
      await program.dispose();
    });

    test("run many times, and two at once", async () => {
      const program = await device().compile(({ x }: Tensors) => ({ y: tf.add(x!, 1) }), { x: [1] });
      const inputs = [1, 2, 3].map((value) => upload(device(), float([1], [value])));
      const results = await Promise.all(inputs.map((x) => program.run({ x })));
      const values = await Promise.all(results.map(async ({ y }) => (await device().read(y!))[0]));
      expect(values).toEqual([2, 3, 4]);
      await program.dispose();
    });

    test("give an input back, and one result under two names", async () => {
      const fn = ({ x }: Tensors): Tensors => {
        const y = tf.neg(x!);
        return { x: x!, y, again: y, constant: tf.scalar(7) };
      };
      const results = await runFunction(device(), fn, { x: float([2], [1, 2]) });
      expect(Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, [...data]]))).toEqual({
        x: [1, 2],
        y: [-1, -2],
        again: [-1, -2],
        constant: [7],
      });
    });

    test("take inputs that nothing reads, and pass over what they do not know", async () => {
      const program = await device().compile(({ x }: Tensors) => ({ y: tf.neg(x!) }), { x: [1], unread: [3] });
      const x = upload(device(), float([1], [1]));
      await expect(program.run({ x })).rejects.toThrow("input unread is missing");
      const { y } = await program.run({ x, unread: device().empty([3]), unknown: device().empty([9]) });
      expect([...(await device().read(y!))]).toEqual([-1]);
      await program.dispose();
    });

    test("name the input or output that does not fit", async () => {
      await using other = await open();
      const program = await device().compile(sumAndDifference, matrix);
      const a = device().empty([2, 3]);
      const run = (b: ReturnType<Device["empty"]>, outputs = {}) => program.run({ a, b }, outputs);
      await expect(program.run({ a })).rejects.toThrow("input b is missing");
      await expect(run(device().empty([3, 2]))).rejects.toThrow(
        "input b is float32[3,2], the program was compiled for float32[2,3]",
      );
      await expect(run(device().empty([6]))).rejects.toThrow("input b is float32[6]");
      await expect(run(device().empty([2, 3], "int32"))).rejects.toThrow("input b is int32[2,3]");
      await expect(run(other.empty([2, 3]))).rejects.toThrow("input b is a tensor of another device");
      await expect(run(a, { sum: device().empty([2]) })).rejects.toThrow("output sum is float32[2]");
      await expect(run(a, { total: a })).rejects.toThrow("the program has no output total");
      const gone = device().empty([2, 3]);
      gone.dispose();
      await expect(run(gone)).rejects.toThrow(DeviceError);
      await program.dispose();
    });

    test("are counted until they are disposed, and do not run afterwards", async () => {
      const before = device().memory().programs;
      const program = await device().compile(({ x }: Tensors) => ({ y: tf.neg(x!) }), { x: [1] });
      expect(device().memory().programs).toBe(before + 1);
      await program.dispose();
      await program.dispose();
      expect(device().memory().programs).toBe(before);
      await expect(program.run({ x: device().empty([1]) })).rejects.toThrow("the program was disposed");
    });

    test("end with their device, on which nothing can be made then", async () => {
      const other = await open();
      const program = await other.compile(({ x }: Tensors) => ({ y: tf.neg(x!) }), { x: [1] });
      const x = other.empty([1]);
      await other.dispose();
      await other.dispose();
      expect(other.memory().programs).toBe(0);
      await expect(program.run({ x })).rejects.toThrow(DeviceError);
      expect(() => other.empty([1])).toThrow(/was disposed/);
      await expect(other.compile(({ x }: Tensors) => ({ y: tf.neg(x!) }), { x: [1] })).rejects.toThrow(DeviceError);
    });

    test("come only of functions that return tensors by name", async () => {
      const compile = (fn: unknown) => device().compile(fn as (inputs: Tensors) => Tensors, { x: [1] });
      await expect(compile(({ x }: Tensors) => x)).rejects.toThrow(/a tensor, not tensors by name/);
      await expect(compile(({ x }: Tensors) => ({ all: [x] }))).rejects.toThrow(
        "output all of the function is not a tensor",
      );
      await expect(compile(async ({ x }: Tensors) => ({ x }))).rejects.toThrow(TraceError);
      await expect(compile(() => undefined)).rejects.toThrow(TraceError);
      await expect(compile(({ x }: Tensors) => ({ y: tf.matMul(x!, x!) }))).rejects.toThrow(TraceError);
    });

    test("add up rows in the same order every time", async () => {
      const rows = 1000;
      const inputs = {
        x: float([rows, 16]),
        ids: int(
          [rows],
          Array.from({ length: rows }, (_, i) => (i * 7) % 5),
        ),
      };
      const program = await device().compile(
        ({ x, ids }: Tensors) => ({ y: tf.unsortedSegmentSum(x!, ids as tf.Tensor1D, 5) }),
        inputs,
      );
      const given = { x: upload(device(), inputs.x), ids: upload(device(), inputs.ids) };
      const y = device().empty([5, 16]);
      await program.run(given, { y });
      const first = await device().read(y);
      for (let repetition = 0; repetition < 10; repetition++) {
        await program.run(given, { y });
        expect(await device().read(y)).toEqual(first);
      }
      await program.dispose();
    });
  });
}
