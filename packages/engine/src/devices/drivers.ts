import type { DeviceDriver } from "./driver.ts";
import { cpuDriver, gpuDrivers } from "./onnxruntime/drivers.ts";
import { openvinoDrivers } from "./openvino/drivers.ts";
import { tfjsDrivers } from "./tfjs/drivers.ts";

/** All devices, the fastest first: the order in which `auto` tries them. */
export const drivers: readonly DeviceDriver[] = [...gpuDrivers, ...openvinoDrivers, cpuDriver, ...tfjsDrivers];
