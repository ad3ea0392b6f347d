export type { Device } from "../device.ts";
export { DeviceError } from "../errors/device-error.ts";
export { type DeviceDescription, describeDevices } from "./describe-devices.ts";
export type { DeviceOptions } from "./driver.ts";
export { deviceNames, type OpenDeviceOptions, openDevice, type PassedOverDevice } from "./open-device.ts";
