import type { Value } from "../../graph/graph.ts";
import { activate } from "./activation.ts";
import { emit, type KernelCall, type KernelFamily, pad, reshape, transpose } from "./kernel.ts";
import {
  channelsFirst,
  fitted,
  fromChannelsFirst,
  gradientWindow,
  paddingAfter,
  spatialAxes,
  type Window,
  window2d,
  window3d,
} from "./window.ts";

/** [...spatial, in, out] to ONNX's [out, in, ...spatial]. */
function denseWeights(filter: Value): Value {
  const rank = filter.shape.length;
  return transpose(filter, [rank - 1, rank - 2, ...filter.shape.keys()].slice(0, rank));
}

/** [height, width, in, multiplier] to ONNX's [in · multiplier, 1, height, width], a group for each of `in`. */
function depthwiseWeights(filter: Value): Value {
  const [height, width, channels, multiplier] = filter.shape as [number, number, number, number];
  return reshape(transpose(filter, [2, 3, 0, 1]), [channels * multiplier, 1, height, width]);
}

function convolve(x: Value, weights: Value, window: Window, group: number, bias?: Value): Value {
  const { x: image, pads } = fitted(channelsFirst(x, window), window, window.strides);
  const shape = [x.shape[0]!, window.outChannels, ...window.output];
  const attributes = { strides: window.strides, dilations: window.dilations, pads, group };
  const y = emit("Conv", bias ? [image, weights, bias] : [image, weights], shape, "float32", attributes);
  return fromChannelsFirst(y, window);
}

/** The gradient by the image: the convolution that takes every output back to where it came from. */
function backpropInput(dy: Value, weights: Value, given: Window, group: number): Value {
  const window = gradientWindow(given, dy);
  const after = paddingAfter(window);
  const left = after.map((count) => Math.max(0, -count));
  const pads = [...window.before, ...after.map((count) => Math.max(0, count))];
  const shape = [dy.shape[0]!, window.inChannels, ...window.input.map((size, i) => size - left[i]!)];
  const attributes = { strides: window.strides, dilations: window.dilations, pads, group };
  const dx = emit("ConvTranspose", [channelsFirst(dy, window), weights], shape, "float32", attributes);
  // What lies behind the last window took part in nothing.
  const none = shape.map(() => 0);
  return fromChannelsFirst(pad(dx, none, [0, 0, ...left], 0), window);
}

/**
 * The gradient by the filter: the image convolved with the outputs' gradient, which moves by the filter's dilations and is
 * dilated by its strides. The batch is summed over as channels are.
 */
function backpropFilter(x: Value, dy: Value, given: Window, isDepthwise: boolean): Value {
  const window = gradientWindow(given, dy);
  const { x: image, pads } = fitted(
    channelsFirst(x, window),
    window,
    window.strides.map(() => 1),
  );
  const batch = x.shape[0]!;
  const swap = [1, 0, ...spatialAxes(window.input, 2)];
  const byChannel = transpose(image, swap);
  const kernel = transpose(channelsFirst(dy, window), swap);
  const attributes = { strides: window.dilations, dilations: window.strides, pads };
  if (!isDepthwise) {
    const shape = [window.inChannels, window.outChannels, ...window.filter];
    const dw = emit("Conv", [byChannel, kernel], shape, "float32", { ...attributes, group: 1 });
    return transpose(dw, [...spatialAxes(window.input, 2), 0, 1]);
  }
  const channels = reshape(byChannel, [1, window.inChannels * batch, ...image.shape.slice(2)]);
  const shape = [1, window.outChannels, ...window.filter];
  const dw = emit("Conv", [channels, kernel], shape, "float32", { ...attributes, group: window.inChannels });
  const multiplier = window.outChannels / window.inChannels;
  return transpose(reshape(dw, [window.inChannels, multiplier, ...window.filter]), [2, 3, 0, 1]);
}

/** A convolution with what tfjs fuses behind it: a bias for each channel and an activation. */
function fused(call: KernelCall, isDepthwise: boolean): Value {
  const [x, filter, bias] = [call.float("x"), call.float("filter"), call.optional("bias")];
  const { dataFormat, activation, leakyreluAlpha } = call.attributes;
  const window = window2d(x.shape, filter.shape, { ...call.attributes, isDepthwise });
  const weights = isDepthwise ? depthwiseWeights(filter) : denseWeights(filter);
  const ofChannels = bias && bias.shape.length === 1 && bias.shape[0] === window.outChannels ? bias : undefined;
  const group = isDepthwise ? window.inChannels : 1;
  let y = convolve(x, weights, window, group, ofChannels);
  if (bias && !ofChannels) y = emit("Add", [y, bias], y.shape, "float32");
  const slope = call.optional("preluActivationWeights");
  const isVector = slope?.shape.length === 1 && dataFormat === "NCHW" && slope.shape[0] !== 1;
  const slopes = isVector ? reshape(slope, [slope.shape[0]!, 1, 1]) : slope;
  return activate(y, activation, { slopes, alpha: leakyreluAlpha }, call.refuse);
}

/** Convolutions and their gradients. tfjs has the channels last, ONNX first; the runtimes take the transpositions together. */
export const convolution: KernelFamily = {
  Conv2D: ({ float, attributes }) => {
    const [x, filter] = [float("x"), float("filter")];
    return convolve(x, denseWeights(filter), window2d(x.shape, filter.shape, attributes), 1);
  },
  Conv2DBackpropInput: ({ float, attributes }) => {
    const [dy, filter] = [float("dy"), float("filter")];
    const window = window2d(attributes.inputShape, filter.shape, attributes);
    return backpropInput(dy, denseWeights(filter), window, 1);
  },
  Conv2DBackpropFilter: ({ float, attributes }) => {
    const x = float("x");
    return backpropFilter(x, float("dy"), window2d(x.shape, attributes.filterShape, attributes), false);
  },
  DepthwiseConv2dNative: ({ float, attributes }) => {
    const [x, filter] = [float("x"), float("filter")];
    const window = window2d(x.shape, filter.shape, { ...attributes, isDepthwise: true });
    return convolve(x, depthwiseWeights(filter), window, window.inChannels);
  },
  DepthwiseConv2dNativeBackpropInput: ({ float, attributes }) => {
    const filter = float("filter");
    const window = window2d(attributes.inputShape, filter.shape, { ...attributes, isDepthwise: true });
    return backpropInput(float("dy"), depthwiseWeights(filter), window, window.inChannels);
  },
  DepthwiseConv2dNativeBackpropFilter: ({ float, attributes }) => {
    const x = float("x");
    const window = window2d(x.shape, attributes.filterShape, { ...attributes, isDepthwise: true });
    return backpropFilter(x, float("dy"), window, true);
  },
  FusedConv2D: (call) => fused(call, false),
  FusedDepthwiseConv2D: (call) => fused(call, true),
  Conv3D: ({ float, attributes }) => {
    const [x, filter] = [float("x"), float("filter")];
    return convolve(x, denseWeights(filter), window3d(x.shape, filter.shape, attributes), 1);
  },
  Conv3DBackpropInputV2: ({ float, attributes }) => {
    const filter = float("filter");
    const window = window3d(attributes.inputShape, filter.shape, attributes);
    return backpropInput(float("dy"), denseWeights(filter), window, 1);
  },
  Conv3DBackpropFilterV2: ({ float, attributes }) => {
    const x = float("x");
    return backpropFilter(x, float("dy"), window3d(x.shape, attributes.filterShape, attributes), false);
  },
};
