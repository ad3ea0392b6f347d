import {
  always,
  each,
  either,
  hasBools,
  hasNoElements,
  hasOddWindows,
  hasOtherThanFloats,
  hasTwoStrides,
} from "./call-conditions.ts";
import { borrowWhere } from "./repair-kernels.ts";

/** Kernels that throw, take for a float32 what is none, do not write all of their result, or write beyond it. */
export const wasmRepairs = borrowWhere({
  ...each(["Conv3D", "Conv3DBackpropFilterV2", "Conv3DBackpropInputV2"], always),
  ...each(["AvgPool3DGrad", "AvgPoolGrad", "MaxPool3D", "MaxPool3DGrad", "MaxPoolGrad"], always),
  ...each(["Expm1", "FloorDiv", "Log1p"], always),
  ...each(["Acos", "Acosh", "Asin", "Asinh", "Atanh", "IsFinite", "IsInf", "IsNan"], hasOtherThanFloats),
  ...each(["ClipByValue", "Mod", "ResizeNearestNeighbor", "StridedSlice"], hasOtherThanFloats),
  ...each(["Cumprod", "Cumsum", "Reverse", "TopK"], hasBools),
  ...each(["All", "Any", "Max", "Mean", "Min", "Prod", "Sum"], hasNoElements),
  ...each(["AvgPool", "MaxPool"], either(hasOddWindows, hasOtherThanFloats)),
  BatchMatMul: either(hasOtherThanFloats, hasNoElements),
  Cast: ({ attrs: { dtype } }) => dtype === "bool",
  Conv2D: either(hasOddWindows, hasTwoStrides),
  GatherV2: ({ attrs: { batchDims } }) => batchDims !== 0,
  OneHot: ({ attrs: { dtype } }) => dtype !== "int32",
  Select: ({ inputs: { t, e } }) => t!.dtype === "bool" || t!.dtype !== e!.dtype,
  _FusedMatMul: ({ attrs: { transposeA, transposeB } }) => transposeA === true || transposeB === true,
});
