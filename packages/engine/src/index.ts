export type {
  CompilationCost,
  CompileOptions,
  Device,
  DeviceMemory,
  DevicePlan,
  DeviceTensor,
  InputSpec,
  Precision,
  Program,
  ProgramPlan,
  Residuals,
  SingleResultFunction,
  TensorFunction,
  TensorSignature,
  TensorSpec,
  VjpOptions,
  VjpPrograms,
} from "./device.ts";
export { type DeviceDescription, describeDevices } from "./devices/describe-devices.ts";
export type { DeviceOptions } from "./devices/driver.ts";
export { deviceNames, type OpenDeviceOptions, openDevice, type PassedOverDevice } from "./devices/open-device.ts";
export { type DeviceReport, probeDevice } from "./devices/probe-device.ts";
export type { DataType, TypedArray } from "./dtype.ts";
export { DeviceError } from "./errors/device-error.ts";
export { NumericsError, type NumericsFault } from "./errors/numerics-error.ts";
export { TraceError } from "./errors/trace-error.ts";
export { dequantize4Bit, type Weight4Bit } from "./ops/dequantize-4bit.ts";
export { matMul4Bit } from "./ops/mat-mul-4bit.ts";
export { permuteRows } from "./ops/permute-rows.ts";
export { nf4Values, type QuantType } from "./ops/quant-type.ts";
export { dequantizeMatrix, type QuantizedMatrix, quantizedMatMul, quantizeMatrix } from "./ops/quantized-mat-mul.ts";
export { type AttentionOptions, scaledDotProductAttention } from "./ops/scaled-dot-product-attention.ts";
export { scatterAdd } from "./ops/scatter-add.ts";
export { sparseSoftmaxCrossEntropy } from "./ops/sparse-softmax-cross-entropy.ts";
