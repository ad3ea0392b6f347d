/** How a device's results differ from those of tfjs's cpu backend, other than by rounding. */
export interface Deviations {
  /** NaN may come out as a number: what the device makes of an expected NaN is not looked at. */
  readonly losesNan: boolean;
  /** Least tolerance of a kernel's results, by tfjs's name of the kernel. */
  readonly tolerances: Readonly<Record<string, number>>;
  /** Calls, as `kernel: label`, that are not made, and why. */
  readonly skipped: Readonly<Record<string, string>>;
  /** Least tolerance of random functions. */
  readonly randomTolerance: number;
}

export const noDeviations: Deviations = { losesNan: false, tolerances: {}, skipped: {}, randomTolerance: 0 };

/** By device. Unlike the exceptions, these need not show on every GPU. */
export const deviations: Readonly<Record<string, Deviations>> = {
  // WGSL lets an implementation take for granted that no NaN occurs, and asks of the sine and the cosine between −π and π to
  // be right within 2⁻¹¹ only; of the tangent and the arc cosine it asks no more.
  webgpu: {
    losesNan: true,
    tolerances: { Sin: 2 ** -10, Cos: 2 ** -10, Tan: 2 ** -9, Acos: 2 ** -10 },
    skipped: {
      "Acosh: integers": "a NaN on the way to int32 is lost",
      "Atanh: integers": "a NaN on the way to int32 is lost",
      "Log1p: integers": "a NaN on the way to int32 is lost",
      "Expm1: close to 0":
        "exp is right to some units in the last place only, of which the difference from 1 shows all",
      "Log1p: close to 0": "log close to 1 is right to 2⁻²¹ only, and so is what is scaled up from there",
    },
    randomTolerance: 2 ** -9,
  },
};
