import { describe, expect, test } from "vitest";
import { DeviceError } from "../errors/device-error.ts";
import type { DeviceDriver } from "./driver.ts";
import { automatically, deviceNames, openDevice, openFirst, type PassedOverDevice } from "./open-device.ts";

describe("openDevice", () => {
  test.each(deviceNames.filter((name) => name !== "auto"))(
    "opens %s under its own name, or says what it needs",
    async (name) => {
      const opened = await openDevice(name).catch((error: unknown) => error as Error);
      if (opened instanceof Error) {
        expect(DeviceError.isInstance(opened)).toBe(true);
        expect(opened.message).toMatch(`the device ${name} does not work here: `);
        expect(opened.message).toMatch(/; it needs: ./);
        return;
      }
      await using device = opened;
      expect(device.name).toBe(name);
      expect(device.memory()).toMatchObject({ tensors: 0, programs: 0 });
    },
  );

  test.each(["cpu", "tfjs"])("%s works everywhere", async (name) => {
    await using device = await openDevice(name);
    expect(device.name).toBe(name);
    expect(device.memory()).toMatchObject({ tensors: 0, programs: 0, constants: 0, scratch: 0 });
  });

  test("takes the fastest that works by itself, and tells why not the others", async () => {
    const passedOver: PassedOverDevice[] = [];
    await using device = await openDevice("auto", { onPassedOver: (other) => passedOver.push(other) });
    const before = deviceNames.slice(1, deviceNames.indexOf(device.name));
    expect(before).toEqual(expect.arrayContaining(passedOver.map(({ name }) => name)));
    for (const { reason, requirement } of passedOver) expect(reason && requirement).not.toBe("");
  });

  test("asks by itself for more than that a device works", async () => {
    const driver = {
      title: "",
      requirement: "",
      isAutomatic: true,
      open: () => Promise.reject(new Error("never asked")),
    };
    const slow = { ...driver, name: "slow", openAutomatically: () => Promise.reject(new Error("too slow")) };
    await expect(openFirst([automatically(slow)], {})).rejects.toThrow("too slow");
    await expect(openFirst([automatically({ ...driver, name: "plain" })], {})).rejects.toThrow("never asked");
  });

  test("tells the threads that it was given", async () => {
    await using device = await openDevice("cpu", { threads: 1 });
    expect(device.description).toBe("onnxruntime on 1 CPU thread");
  });

  test.each(["gpu", "CPU", "", "toString", "constructor"])(
    "names the known devices where there is no %s",
    async (name) => {
      await expect(openDevice(name)).rejects.toThrow(`unknown device ${name}: known are auto, `);
      await expect(openDevice(name)).rejects.toThrow(DeviceError);
    },
  );

  test.each([0, -1, 1.5, Number.NaN])("refuses %d threads, by auto as well", async (threads) => {
    await expect(openDevice("cpu", { threads })).rejects.toThrow(`threads is ${threads}`);
    await expect(openDevice("auto", { threads })).rejects.toThrow(DeviceError);
  });
});

describe("openFirst", () => {
  const broken = (name: string): DeviceDriver => ({
    name,
    title: name,
    requirement: `a working ${name}`,
    isAutomatic: true,
    open: () => Promise.reject(new DeviceError(`${name} is broken`)),
  });
  const working: DeviceDriver = { ...broken("cpu"), open: () => openDevice("cpu") };

  test("goes on past what is broken, however it says so", async () => {
    const passedOver: PassedOverDevice[] = [];
    const onPassedOver = (other: PassedOverDevice) => void passedOver.push(other);
    await using device = await openFirst([broken("a"), broken("b"), working], { onPassedOver });
    expect(device.name).toBe("cpu");
    expect(passedOver).toEqual([
      { name: "a", requirement: "a working a", reason: "a is broken" },
      { name: "b", requirement: "a working b", reason: "b is broken" },
    ]);
  });

  test("names all reasons where none works", async () => {
    const message = "no device works here: a: a is broken; b: b is broken";
    await expect(openFirst([broken("a"), broken("b")], {})).rejects.toThrow(message);
  });
});
