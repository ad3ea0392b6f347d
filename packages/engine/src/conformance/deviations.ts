/** How a device's results differ from those of tfjs's cpu backend, other than by rounding. */
export interface Deviations {
  /** NaN may come out as a number: what the device makes of an expected NaN is not looked at. */
  readonly losesNan: boolean;
  /** Least tolerance of a kernel's results, by tfjs's name of the kernel. */
  readonly tolerances: Readonly<Record<string, number>>;
  /** Calls, as `kernel: label`, and other tests by their names that are not made, and why. */
  readonly skipped: Readonly<Record<string, string>>;
  /** Least tolerance of random functions. */
  readonly randomTolerance: number;
}

export const noDeviations: Deviations = { losesNan: false, tolerances: {}, skipped: {}, randomTolerance: 0 };

const averages = "it pools by averages with padding: see the exceptions";
const noInteger = "a NaN on the way to int32 is lost";
const noBuffer = "WebGPU has no buffer of no bytes";

/** By device. Unlike the exceptions, these need not show on every GPU. */
export const deviations: Readonly<Record<string, Deviations>> = {
  // WGSL lets an implementation take for granted that no NaN occurs, and asks of the sine and the cosine between −π and π to
  // be right within 2⁻¹¹ only; of the tangent and the arc cosine it asks no more.
  webgpu: {
    losesNan: true,
    tolerances: { Sin: 2 ** -10, Cos: 2 ** -10, Tan: 2 ** -9, Acos: 2 ** -10 },
    skipped: {
      "Acosh: integers": noInteger,
      "Atanh: integers": noInteger,
      "Log1p: integers": noInteger,
      "Expm1: close to 0":
        "exp is right to some units in the last place only, of which the difference from 1 shows all",
      "Log1p: close to 0": "log close to 1 is right to 2⁻²¹ only, and so is what is scaled up from there",
    },
    randomTolerance: 2 ** -9,
  },
  tensorflow: { ...noDeviations, skipped: { "seed 29": averages, "seed 31": averages, "seed 56": averages } },
  // The same WGSL, by tfjs's shaders.
  "tfjs:webgpu": {
    losesNan: true,
    tolerances: { Sin: 2 ** -10, Cos: 2 ** -10, Tan: 2 ** -9, Acos: 2 ** -10 },
    skipped: {
      "add up rows in the same order every time": "its threads add in whatever order they come",
      "Acos: integers": noInteger,
      "Acosh: integers": noInteger,
      "Add: no elements": noBuffer,
      "Asin: integers": noInteger,
      "Atan2: every pair of edge values": "WGSL leaves the arc tangent of infinities and zeros open",
      "Atanh: integers": noInteger,
      "BatchMatMul: a sum of nothing": noBuffer,
      "BatchMatMul: a sum of nothing, aᵀ": noBuffer,
      "BatchMatMul: a sum of nothing, aᵀ, bᵀ": noBuffer,
      "BatchMatMul: a sum of nothing, bᵀ": noBuffer,
      "BatchMatMul: no rows": noBuffer,
      "BatchMatMul: no rows, aᵀ": noBuffer,
      "BatchMatMul: no rows, aᵀ, bᵀ": noBuffer,
      "BatchMatMul: no rows, bᵀ": noBuffer,
      "Elu: edge values": "the gradient at ∞ is infinite",
      "EluGrad: edge values": "the gradient at ∞ is infinite",
      "Fill: no elements": noBuffer,
      "GatherV2: nothing": noBuffer,
      "Log1p: close to 0": "it is the logarithm of 1 + x, from which small x are gone",
      "Log1p: integers": noInteger,
      "MaxPool: equals": "of equals another one gets the gradient",
      "MaxPool: infinities": "of equals another one gets the gradient",
      "MaxPoolGrad: equals": "of equals another one gets the gradient",
      "Mean: an axis without elements": noBuffer,
      "Mod: integers, 0 among them": "there is no integer that stands for the remainder by 0",
      "Mod: no elements": noBuffer,
      "Multiply: no elements": noBuffer,
      "Pow: integers": "integers are raised as float32 and cut off",
      "RealDiv: no elements": noBuffer,
      "Rsqrt: edge values": "of an infinity the gradient is NaN",
      "ScatterAdd: nothing": noBuffer,
      "SparseToDense: bools": "its booleans come out as other numbers",
      "Sub: no elements": noBuffer,
      "Sum: an axis without elements": noBuffer,
      "UnsortedSegmentSum: an id for each element": "ids of more than one axis are not kept apart",
      "UnsortedSegmentSum: no rows": noBuffer,
    },
    randomTolerance: 2 ** -9,
  },
};
