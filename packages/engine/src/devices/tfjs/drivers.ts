import type { DeviceDriver } from "../driver.ts";
import { packageVersion } from "../package-version.ts";

/** TensorFlow.js's own backends, op by op. */
export const tfjsDrivers: readonly DeviceDriver[] = [
  {
    name: "tfjs",
    title: "TensorFlow.js's cpu backend, the reference",
    requirement: "comes with npm",
    isAutomatic: true,
    version: async () => packageVersion("@tensorflow/tfjs"),
    open: async () => new (await import("./tfjs-device.ts")).TfjsDevice(),
  },
];
