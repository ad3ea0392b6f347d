/**
 * Where a device's numbers are not those of tfjs's cpu backend, by device and `kernel: label`, and why. Such a test has to
 * fail: an exception that is none any more is found out.
 */
export const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  openvino: {
    "Mod: every pair of edge values":
      "the plugin takes the quotient times the divisor off: by an infinite or a far smaller divisor there is no remainder",
    "Softmax: NaN in one row":
      "the plugin's maximum of a row passes over a NaN: it stays, but does not spread over its row",
  },
};
