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
  tensorflow: {
    "Cast: to int32 what is no number": "TensorFlow makes the smallest int32 of it, tfjs 0",
    "Sign: edge values": "the sign of NaN is NaN in TensorFlow, 0 in tfjs",
  },
  wasm: {
    "ClipByValue: edge values": "a NaN becomes the lower limit",
    "Maximum: every pair of edge values": "a NaN beside a number gets lost",
    "Minimum: every pair of edge values": "a NaN beside a number gets lost",
    "Sign: edge values": "the sign of 1e-20 is 0",
  },
};
