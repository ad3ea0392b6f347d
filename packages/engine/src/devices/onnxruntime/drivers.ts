import type { DeviceDriver } from "../driver.ts";
import { packageVersion } from "../package-version.ts";

/** onnxruntime, by execution provider. */
export const onnxruntimeDrivers: readonly DeviceDriver[] = [
  {
    name: "cpu",
    title: "onnxruntime's CPU provider",
    requirement: "comes with npm",
    isAutomatic: true,
    version: async () => packageVersion("onnxruntime-node"),
    open: async (options) => new (await import("./ort-device.ts")).OrtDevice(options),
  },
];
