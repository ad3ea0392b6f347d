import { describe, expect, test } from "vitest";
import { DeviceError } from "../errors/device-error.ts";
import { deviceNames, openDevice } from "./open-device.ts";

describe("openDevice", () => {
  test.each(deviceNames.filter((name) => name !== "auto"))("opens %s under its own name", async (name) => {
    await using device = await openDevice(name);
    expect(device.name).toBe(name);
    expect(device.memory()).toEqual({ tensors: 0, programs: 0 });
  });

  test("takes the fastest by itself", async () => {
    await using device = await openDevice();
    expect(device.name).toBe("cpu");
  });

  test("tells the threads that it was given", async () => {
    await using device = await openDevice("cpu", { threads: 1 });
    expect(device.description).toBe("onnxruntime on 1 CPU thread");
  });

  test.each(["gpu", "CPU", "", "toString", "constructor"])(
    "names the known devices where there is no %s",
    async (name) => {
      await expect(openDevice(name)).rejects.toThrow(`unknown device ${name}: known are auto, cpu, tfjs`);
      await expect(openDevice(name)).rejects.toThrow(DeviceError);
    },
  );

  test.each([0, -1, 1.5, Number.NaN])("refuses %d threads, by auto as well", async (threads) => {
    await expect(openDevice("cpu", { threads })).rejects.toThrow(`threads is ${threads}`);
    await expect(openDevice("auto", { threads })).rejects.toThrow(DeviceError);
  });
});
