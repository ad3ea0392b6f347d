import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import type { Device } from "../device.ts";
import { DeviceError } from "../errors/device-error.ts";
import { upload } from "./on-device.ts";
import { bytes, float, int } from "./tensor-data.ts";

/** Memory: what is written, read, looked at in part and given back. */
export function testTensors(device: () => Device, open: () => Promise<Device>): void {
  describe("tensors", () => {
    test("are zero when they are new, and hold what is written", async () => {
      const tensor = device().empty([2, 2]);
      expect([...(await device().read(tensor))]).toEqual([0, 0, 0, 0]);
      device().write(tensor, Float32Array.of(1, 2, 3, 4));
      expect(await device().read(tensor)).toEqual(Float32Array.of(1, 2, 3, 4));
      device().zero(tensor);
      expect([...(await device().read(tensor))]).toEqual([0, 0, 0, 0]);
    });

    test("of bytes are read as they were written, and are int32 to a function", async () => {
      const tensor = upload(device(), bytes([5], [0, 1, 127, 128, 255]));
      expect(await device().read(tensor)).toEqual(Uint8Array.of(0, 1, 127, 128, 255));
      expect([...(await device().read(tensor.view(3, [2])))]).toEqual([128, 255]);
      const program = await device().compile(({ x }) => ({ same: x!, sum: tf.add(x!, tf.scalar(1, "int32")) }), {
        x: { shape: [5], dtype: "uint8" },
      });
      const { same, sum } = await program.run({ x: tensor });
      expect(await device().read(same!)).toEqual(Int32Array.of(0, 1, 127, 128, 255));
      expect(await device().read(sum!)).toEqual(Int32Array.of(1, 2, 128, 129, 256));
      await program.dispose();
    });

    test("what is read is a copy", async () => {
      const tensor = upload(device(), float([1], [1]));
      (await device().read(tensor))[0] = 2;
      expect((await device().read(tensor))[0]).toBe(1);
    });

    test("a view looks at the same memory, also through a view", async () => {
      const tensor = upload(device(), int([6], [0, 1, 2, 3, 4, 5]));
      const middle = tensor.view(1, [2, 2]);
      expect({ shape: middle.shape, dtype: middle.dtype, size: middle.size }).toEqual({
        shape: [2, 2],
        dtype: "int32",
        size: 4,
      });
      device().write(middle.view(2, [1]), Int32Array.of(30));
      expect([...(await device().read(tensor))]).toEqual([0, 1, 2, 30, 4, 5]);
    });

    test.each([
      ["before the first element", -1, [2]],
      ["beyond the last", 3, [2]],
      ["larger than the tensor", 0, [5]],
      ["at a broken offset", 0.5, [1]],
    ] as const)("no view %s", (_label, offset, shape) => {
      expect(() => device().empty([4]).view(offset, shape)).toThrow(DeviceError);
    });

    test("a view ends at its own tensor, not at the memory's end", () => {
      expect(() => device().empty([4]).view(0, [2]).view(1, [2])).toThrow(/outside a tensor of 2/);
    });

    test("data of another length or type is refused", () => {
      const tensor = device().empty([2]);
      expect(() => device().write(tensor, Float32Array.of(1))).toThrow(/does not fill float32\[2\]/);
      expect(() => device().write(tensor, Int32Array.of(1, 2))).toThrow(DeviceError);
    });

    test.each([[[-1]], [[1.5]], [[Number.NaN]], [[1e9, 1e9]]])("there is no tensor [%s]", (shape) => {
      expect(() => device().empty(shape)).toThrow(DeviceError);
    });

    test("memory is counted until it is given back, once", () => {
      const before = device().memory().tensors;
      const [tensor, flags] = [device().empty([10]), device().empty([10], "bool")];
      expect(device().memory().tensors - before).toBe(50);
      tensor.view(0, [5]).dispose();
      expect(device().memory().tensors - before).toBe(50);
      tensor.dispose();
      tensor.dispose();
      expect(device().memory().tensors - before).toBe(10);
      flags.dispose();
      expect(device().memory().tensors).toBe(before);
    });

    test("a disposed tensor cannot be used, nor its views", async () => {
      const tensor = device().empty([2]);
      const view = tensor.view(0, [1]);
      tensor.dispose();
      await expect(device().read(tensor)).rejects.toThrow(/was disposed/);
      expect(() => device().write(view, Float32Array.of(1))).toThrow(DeviceError);
    });

    test("another device's tensor is refused", async () => {
      await using other = await open();
      const foreign = other.empty([1]);
      expect(() => device().write(foreign, Float32Array.of(1))).toThrow(/another device/);
      await expect(device().read(foreign)).rejects.toThrow(DeviceError);
    });
  });
}
