import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Device } from "../device.ts";
import { HostDevice } from "../devices/host-device.ts";
import { NumericsError } from "../errors/numerics-error.ts";
import { runFunction, runVjp } from "./on-device.ts";
import { float, type TensorData } from "./tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;

/** A larger function with one place where it goes wrong. */
const around =
  (wrong: (x: tf.Tensor) => tf.Tensor) =>
  ({ x, w }: Tensors) =>
    tf.sum(tf.matMul(tf.relu(wrong(tf.square(x!))), w!));

const w = float([3, 2]);
const withZeros = { x: float([2, 3], [1, 0, 2, 0, 3, 4]), w };

async function faultOf(run: Promise<unknown>): Promise<NumericsError> {
  const error = await run.then(() => null).catch((error: unknown) => error);
  expect(NumericsError.isInstance(error), String(error)).toBe(true);
  return error as NumericsError;
}

/** What a device with `debugNumerics` says of a NaN or an infinity. */
export function testNumerics(open: () => Promise<Device>): void {
  describe("debugNumerics", () => {
    let device: Device;
    beforeAll(async () => {
      device = await open();
      if (device instanceof HostDevice) device.debugNumerics = true;
    });
    afterAll(() => device.dispose());
    const run = (fn: (inputs: Tensors) => tf.Tensor, inputs: Record<string, TensorData>) =>
      runFunction(device, (tensors: Tensors) => ({ y: fn(tensors) }), inputs);

    test("names the first operator that made an infinity: log 0", async () => {
      const { fault, message } = await faultOf(
        run(
          around((x) => tf.log(x)),
          withZeros,
        ),
      );
      expect(fault).toMatchObject({ op: "Log", shape: [2, 3], nan: 0, infinite: 2 });
      expect(fault.source).toMatch(/Log$/);
      expect(fault.inputs).toHaveLength(1);
      expect(message).toMatch(/Log/);
      expect(message).toMatch(/2,3/);
    });

    test("names the first operator that made a NaN: 0 / 0", async () => {
      const { fault } = await faultOf(
        run(
          around((x) => tf.div(x, x)),
          withZeros,
        ),
      );
      expect(fault).toMatchObject({ shape: [2, 3], nan: 2, infinite: 0 });
      expect(fault.source).toMatch(/RealDiv$/);
      expect(fault.inputs).toHaveLength(2);
    });

    test("finds what the backward pass alone makes: the slope of √x at 0", async () => {
      const error = await faultOf(
        runVjp(
          device,
          around((x) => tf.sqrt(x)),
          withZeros,
          float([], [1]),
          { wrt: ["x"], residuals: "recompute" },
        ),
      );
      expect(error.fault.nan + error.fault.infinite).toBeGreaterThan(0);
      expect(error.fault.source).toMatch(/RealDiv$/);
    });

    test("computes what is finite as ever, in place too", async () => {
      const inputs = { x: float([2], [1, 4]), g: float([2], [2, 2]) };
      const fn = ({ x, g }: Tensors) => ({ x: tf.sub(x!, tf.mul(g!, tf.sqrt(x!))) });
      expect([...(await runFunction(device, fn, inputs)).x!.data]).toEqual([-1, 0]);
      const program = await device.compile(fn, inputs);
      const [x, g] = [device.empty([2]), device.empty([2])];
      device.write(x, Float32Array.of(9, 16));
      device.write(g, Float32Array.of(1, 1));
      await program.run({ x, g }, { x });
      expect([...(await device.read(x))]).toEqual([6, 12]);
      expect(Object.keys(program.outputs)).toEqual(["x"]);
      // √−1
      await program.run({ x, g: upload(device, 10) }, { x });
      await faultOf(program.run({ x, g }, { x }));
      await program.dispose();
    });

    test("leaves no tensor behind where it throws", async () => {
      const program = await device.compile(({ x }: Tensors) => ({ y: tf.log(x!) }), { x: [4] });
      const x = device.empty([4]);
      const before = device.memory().tensors;
      await faultOf(program.run({ x }));
      expect(device.memory().tensors).toBe(before);
      await program.dispose();
    });
  });
}

function upload(device: Device, value: number) {
  const tensor = device.empty([2]);
  device.write(tensor, Float32Array.of(value, value));
  return tensor;
}
