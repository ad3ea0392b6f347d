import type { DeviceDriver } from "../driver.ts";

/** onnxruntime, by execution provider. */
export const onnxruntimeDrivers: readonly DeviceDriver[] = [
  {
    name: "cpu",
    title: "onnxruntime's CPU provider",
    requirement: "comes with npm",
    isAutomatic: true,
    open: async (options) => new (await import("./ort-device.ts")).OrtDevice(options),
  },
];
