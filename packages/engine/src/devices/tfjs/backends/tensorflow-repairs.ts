import {
  always,
  each,
  either,
  hasBools,
  hasNoElements,
  hasOddWindows,
  hasOtherThanFloats,
  isPaddedByNumber,
} from "./call-conditions.ts";
import { borrowWhere } from "./repair-kernels.ts";

/** Kernels that TensorFlow has not, or that tfjs hands to it wrongly. */
export const tensorflowRepairs = borrowWhere({
  ...each(["FloorDiv", "SparseToDense"], always),
  ...each(["Greater", "GreaterEqual", "Less", "LessEqual", "Max", "Min"], hasBools),
  ...each(["Cumprod", "Cumsum", "TopK"], hasBools),
  ...each(["LeakyRelu", "Mod", "Round", "Selu", "Step"], hasOtherThanFloats),
  ...each(["Acos", "Acosh", "Asin", "Asinh", "Atan", "Atan2", "Atanh", "Sinh"], hasOtherThanFloats),
  ...each(["Expm1", "IsFinite", "IsInf", "IsNan", "Log1p"], hasOtherThanFloats),
  ...each(["Conv2D", "Conv2DBackpropFilter", "Conv2DBackpropInput"], either(hasOddWindows, isPaddedByNumber)),
  ...each(["DepthwiseConv2dNative", "DepthwiseConv2dNativeBackpropFilter"], either(hasOddWindows, isPaddedByNumber)),
  ...each(["DepthwiseConv2dNativeBackpropInput"], either(hasOddWindows, isPaddedByNumber)),
  ...each(["AvgPool", "AvgPoolGrad", "MaxPool", "MaxPoolGrad"], either(hasOddWindows, isPaddedByNumber)),
  Einsum: ({ attrs: { equation } }) => /\s/.test(equation as string),
  GatherV2: ({ attrs: { axis } }) => (axis as number) < 0,
  Mean: hasNoElements,
  Select: ({ inputs: { t, e } }) => t!.dtype !== e!.dtype,
  UnsortedSegmentSum: ({ inputs: { segmentIds } }) => segmentIds!.shape.length > 1,
});
