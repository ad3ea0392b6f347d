import { expect, test } from "vitest";
import { drivers } from "./drivers.ts";
import { measureGflops } from "./measure-gflops.ts";
import { openDevice } from "./open-device.ts";
import { probeDevice, probeDriver } from "./probe-device.ts";

test("a device that works is named, described and measured", async () => {
  const report = await probeDevice("cpu", { seconds: 0.02 });
  expect(report).toMatchObject({ name: "cpu", works: true, requirement: "comes with npm", version: "1.30.0" });
  expect(report.description).toContain("onnxruntime");
  expect(report.gflops!.float32).toBeGreaterThan(0);
  expect(report.gflops!.bfloat16).toBeUndefined();
  expect(report.reason).toBeUndefined();
});

test("one that does not says why, and what it needs", async () => {
  const driver = drivers.find(({ name }) => name === "cpu")!;
  const open = () => Promise.reject(new Error("the library is from another world"));
  expect(await probeDriver({ ...driver, name: "odd", requirement: "a miracle", version: undefined, open })).toEqual({
    name: "odd",
    title: driver.title,
    requirement: "a miracle",
    isAutomatic: true,
    version: null,
    works: false,
    reason: "the library is from another world",
  });
});

test("there is no probing of what nobody knows", async () => {
  await expect(probeDevice("abacus")).rejects.toThrow(new RangeError("there is no device abacus"));
});

test("counts two operations for each of n³ products, four products a run", async () => {
  await using device = await openDevice("cpu");
  // A clock on which every run of the smallest chain takes 50 ms.
  let time = 0;
  const now = () => {
    time += 50;
    return time;
  };
  expect(await measureGflops(device, { seconds: 1, now })).toBeCloseTo((4 * 2 * 64 ** 3) / 0.05 / 1e9, 12);
  expect(device.memory()).toMatchObject({ tensors: 0, programs: 0 });
});
