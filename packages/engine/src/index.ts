export type {
  Device,
  DeviceMemory,
  DeviceTensor,
  Program,
  Residuals,
  TensorFunction,
  TensorSpec,
  VjpOptions,
  VjpPrograms,
} from "./device.ts";
export { type DeviceOptions, deviceNames, openDevice } from "./devices/open-device.ts";
export type { DataType, TypedArray } from "./dtype.ts";
export { DeviceError, TraceError } from "./errors.ts";
export { permuteRows } from "./ops/permute-rows.ts";
export { scatterAdd } from "./ops/scatter-add.ts";
