import type { DeviceDriver, DeviceOptions } from "../driver.ts";

/** OpenVINO, by the hardware that it drives. */
export const openvinoDrivers: readonly DeviceDriver[] = [
  {
    name: "openvino",
    title: "OpenVINO on x86 and Arm processors",
    requirement: "neftune setup openvino",
    isAutomatic: true,
    version,
    open: (options) => open("CPU", options),
  },
  {
    name: "openvino:gpu",
    title: "OpenVINO on Intel's GPUs",
    requirement: "neftune setup openvino, and Intel's GPU driver",
    isAutomatic: false,
    version,
    open: (options) => open("GPU", options),
  },
];

async function version(): Promise<string | null> {
  const { findOpenvino } = await import("../../setup/openvino/find.ts");
  return (await findOpenvino(process.env)).found?.version ?? null;
}

async function open(hardware: "CPU" | "GPU", options: DeviceOptions) {
  const { findOpenvino } = await import("../../setup/openvino/find.ts");
  const { found, tried } = await findOpenvino(process.env);
  if (!found) throw new Error(`OpenVINO is not in ${tried.join(", ")}`);
  const { OpenvinoDevice } = await import("./openvino-device.ts");
  const { loadLibrary } = await import("./library.ts");
  try {
    return new OpenvinoDevice(loadLibrary(found.library), { ...options, hardware });
  } catch (error) {
    throw new Error(`${found.library}: ${(error as Error).message}`, { cause: error });
  }
}
