import { describe, expect, test } from "vitest";
import { DeviceError } from "../errors/device-error.ts";
import type { DeviceDriver } from "./driver.ts";
import { deviceNames, openDevice, openFirst } from "./open-device.ts";

describe("openDevice", () => {
  test.each(["cpu", "tfjs"])("opens %s under its own name", async (name) => {
    await using device = await openDevice(name);
    expect(device.name).toBe(name);
    expect(device.memory()).toEqual({ tensors: 0, programs: 0 });
  });

  test("takes the first that works of those that may be taken", async () => {
    const driver = (name: string, open: DeviceDriver["open"]): DeviceDriver => ({
      name,
      title: name,
      requirement: "",
      isAutomatic: true,
      open,
    });
    const broken = driver("broken", () => Promise.reject(new Error("no such hardware")));
    const works = driver("works", (options) => openDevice("tfjs", options));
    await using device = await openFirst([broken, works], {});
    expect(device.name).toBe("tfjs");
    await expect(openFirst([broken, broken], {})).rejects.toThrow(
      "no device works here: broken: no such hardware; broken: no such hardware",
    );
  });

  test("tells the threads that it was given", async () => {
    await using device = await openDevice("cpu", { threads: 1 });
    expect(device.description).toBe("onnxruntime on 1 CPU thread");
  });

  test.each(["gpu", "CPU", "", "toString", "constructor"])(
    "names the known devices where there is no %s",
    async (name) => {
      await expect(openDevice(name)).rejects.toThrow(`unknown device ${name}: known are ${deviceNames.join(", ")}`);
      await expect(openDevice(name)).rejects.toThrow(DeviceError);
    },
  );

  test.each([0, -1, 1.5, Number.NaN])("refuses %d threads, by auto as well", async (threads) => {
    await expect(openDevice("cpu", { threads })).rejects.toThrow(`threads is ${threads}`);
    await expect(openDevice("auto", { threads })).rejects.toThrow(DeviceError);
  });
});
