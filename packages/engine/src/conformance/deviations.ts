/** How a device's results differ from those of tfjs's cpu backend, other than by rounding. */
export interface Deviations {
  /** NaN may come out as a number: what the device makes of an expected NaN is not looked at. */
  readonly losesNan: boolean;
  /** Least tolerance of a kernel's results, by tfjs's name of the kernel. */
  readonly tolerances: Readonly<Record<string, number>>;
  /** Least tolerance of random functions. */
  readonly randomTolerance: number;
}

export const noDeviations: Deviations = { losesNan: false, tolerances: {}, randomTolerance: 0 };

/** By device. Unlike the exceptions, these need not show on every GPU. */
export const deviations: Readonly<Record<string, Deviations>> = {
  // WGSL lets an implementation take for granted that no NaN occurs, and asks of the sine and the cosine between −π and π to
  // be right within 2⁻¹¹ only.
  webgpu: { losesNan: true, tolerances: { Sin: 2 ** -10, Cos: 2 ** -10 }, randomTolerance: 2 ** -9 },
};
