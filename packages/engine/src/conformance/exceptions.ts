const averages = "at a border its gradient is divided by the numbers under the window, tfjs's by the window's size";

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
    "AvgPool: 3 × 2 by 1, same": averages,
    "AvgPool: 3 × 3 by 2, same": averages,
    "AvgPool: equals": averages,
    "AvgPoolGrad: 3 × 2 by 1, same": averages,
    "AvgPoolGrad: 3 × 3 by 2, same": averages,
    "AvgPoolGrad: equals": averages,
    "Cast: to int32 what is no number": "TensorFlow makes the smallest int32 of it, tfjs 0",
    "Elu: edge values": "the gradient at NaN is 1 in TensorFlow",
    "EluGrad: edge values": "the gradient at NaN is 1 in TensorFlow",
    "Mod: every pair of edge values":
      "divided by an infinity or a far smaller number, other remainders than in JavaScript",
    "Prelu: edge values": "made of max and min, it multiplies an infinity by zero",
    "Sign: edge values": "the sign of NaN is NaN in TensorFlow, 0 in tfjs",
  },
  wasm: {
    "ClipByValue: edge values": "a NaN becomes the lower limit",
    "Maximum: every pair of edge values": "a NaN beside a number gets lost",
    "Minimum: every pair of edge values": "a NaN beside a number gets lost",
    "Relu6: edge values": "a NaN becomes 0",
    "Sign: edge values": "the sign of 1e-20 is 0",
  },
};
