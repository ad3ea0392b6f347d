import type { DeviceDriver } from "../driver.ts";

/** TensorFlow.js's own backends, op by op. */
export const tfjsDrivers: readonly DeviceDriver[] = [
  {
    name: "tfjs",
    title: "TensorFlow.js's cpu backend, the reference",
    requirement: "comes with npm",
    isAutomatic: true,
    open: async () => new (await import("./tfjs-device.ts")).TfjsDevice(),
  },
];
