import { describeDevices } from "@neftune/engine/devices";
import { expect, test } from "vitest";
import { probeApart, probeAuto } from "./probe.ts";

const options = { entry: new URL("../fixtures/fake-probe-process.ts", import.meta.url), env: process.env };
const device = (name: string) => ({ ...describeDevices()[0]!, name });

/** The fixture is TypeScript that imports packages by their sources. */
process.execArgv = ["--conditions=@neftune/source"];

test("a device that works is reported as its process says, whatever else that prints", async () => {
  expect(await probeApart(device("cpu"), options)).toMatchObject({ works: true, gflops: { float32: 200 } });
  expect(await probeAuto(options)).toBe("cpu");
});

test("one that crashes its process counts as one that does not work", async () => {
  expect(await probeApart(device("openvino"), options)).toMatchObject({
    works: false,
    reason: "it ended its process (SIGSEGV)",
  });
});

test("so does one that hangs", async () => {
  const report = await probeApart(device("stuck"), { ...options, limitSeconds: 2 });
  expect(report).toMatchObject({ works: false, reason: "it did not answer within 2 s" });
});
