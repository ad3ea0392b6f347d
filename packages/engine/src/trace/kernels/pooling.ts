import { leaf, type Value } from "../../graph/graph.ts";
import { cast, emit, int64, type KernelCall, type KernelFamily, pad, reshape, scalar } from "./kernel.ts";
import {
  channelsApart,
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

/** The window of a pooling kernel over an image. */
function poolWindow(shape: readonly number[], attributes: KernelCall["attributes"]): Window {
  const { filterSize, dataFormat } = attributes;
  const rank = shape.length - 2;
  const sizes = typeof filterSize === "number" ? Array(rank).fill(filterSize) : filterSize.slice(0, rank);
  const channels = shape[dataFormat?.startsWith("NC") ? 1 : rank + 1]!;
  return (rank === 2 ? window2d : window3d)(shape, [...sizes, channels, channels], attributes);
}

/** ONNX's operator; its runtimes take no padding that is as wide as the window. */
function pool(op: string, call: KernelCall): Value {
  const given = call.number("x");
  const window = poolWindow(given.shape, call.attributes);
  const { x, pads } = fitted(channelsFirst(cast(given, "float32"), window), window, window.strides);
  if (pads.some((count, i) => count >= window.filter[i % window.filter.length]!))
    call.refuse(`its padding [${pads}] is as wide as its window [${window.filter}]`);
  const shape = [...x.shape.slice(0, 2), ...window.output];
  const attributes = { kernel_shape: window.filter, strides: window.strides, pads };
  return cast(fromChannelsFirst(emit(op, [x], shape, "float32", attributes), window), given.dtype);
}

/** Every gradient back to the elements under its window, times `weights` [maps, 1, ...filter]: [n, maps, ...output] to [n, 1, ...input]. */
function spread(maps: Value, weights: Value, window: Window): Value {
  const after = paddingAfter(window);
  const left = after.map((count) => Math.max(0, -count));
  const shape = [maps.shape[0]!, 1, ...window.input.map((size, i) => size - left[i]!)];
  const pads = [...window.before, ...after.map((count) => Math.max(0, count))];
  const { strides, dilations } = window;
  const dx = emit("ConvTranspose", [maps, weights], shape, "float32", { strides, dilations, pads });
  const none = shape.map(() => 0);
  return pad(dx, none, [0, 0, ...left], 0);
}

/** tfjs divides by the size of the whole window, in the padding too. */
function averageGradient({ float, input, attributes }: KernelCall): Value {
  const [dy, x] = [float("dy"), input("input")];
  const window = gradientWindow(poolWindow(x.shape, attributes), dy);
  const apart = channelsApart(channelsFirst(dy, window));
  const size = window.filter.reduce((product, length) => product * length, 1);
  const weights = leaf([1, 1, ...window.filter], "float32", { data: new Float32Array(size).fill(1 / size) });
  const dx = spread(apart, weights, window);
  return fromChannelsFirst(reshape(dx, [x.shape[0]!, window.inChannels, ...window.input]), window);
}

/** To the first of the largest elements under each window, as tfjs chooses among equals. */
function maximumGradient({ float, attributes }: KernelCall): Value {
  const [dy, x] = [float("dy"), float("input")];
  const window = gradientWindow(poolWindow(x.shape, attributes), dy);
  const image = channelsFirst(x, window);
  const none = [0, 0];
  const after = paddingAfter(window).map((count) => Math.max(0, count));
  const padded = pad(image, [...none, ...window.before], [...none, ...after], -Infinity);
  const places = placesOf(window.filter);
  const outer = image.shape.slice(0, 2);
  const taken = places.map((place) => {
    const begin = place.map((position, i) => position * window.dilations[i]!);
    const end = begin.map((start, i) => start + (window.output[i]! - 1) * window.strides[i]! + 1);
    const axes = spatialAxes(window.input, 2);
    const shape = [...outer, ...window.output];
    const part = emit(
      "Slice",
      [padded, int64(begin), int64(end), int64(axes), int64(window.strides)],
      shape,
      "float32",
    );
    return reshape(part, [...outer, 1, ...window.output]);
  });
  const all = [...outer, places.length, ...window.output];
  const stacked = emit("Concat", taken, all, "float32", { axis: 2 });
  const first = emit("ArgMax", [stacked], [...outer, 1, ...window.output], "int64", { axis: 2, keepdims: 1 });
  const indices = leaf([places.length, ...window.output.map(() => 1)], "int32", {
    data: Int32Array.from(places.keys()),
  });
  const hit = emit("Equal", [cast(first, "int32"), indices], all, "bool");
  const gradient = reshape(channelsFirst(dy, window), [...outer, 1, ...window.output]);
  const maps = emit("Where", [hit, gradient, scalar(0, "float32")], all, "float32");
  const apart = reshape(maps, [outer[0]! * outer[1]!, places.length, ...window.output]);
  const weights = new Float32Array(places.length ** 2);
  for (const place of places.keys()) weights[place * places.length + place] = 1;
  const dx = spread(apart, leaf([places.length, 1, ...window.filter], "float32", { data: weights }), window);
  return fromChannelsFirst(reshape(dx, image.shape), window);
}

/** All positions under a window, the last axis fastest. */
function placesOf(filter: readonly number[]): number[][] {
  return filter.reduce<number[][]>(
    (places, size) => places.flatMap((place) => Array.from({ length: size }, (_, position) => [...place, position])),
    [[]],
  );
}

/** The largest or the mean under a moving window, and their gradients. */
export const pooling: KernelFamily = {
  MaxPool: (call) => pool("MaxPool", call),
  MaxPool3D: (call) => pool("MaxPool", call),
  AvgPool: (call) => pool("AveragePool", call),
  AvgPool3D: (call) => pool("AveragePool", call),
  MaxPoolGrad: maximumGradient,
  MaxPool3DGrad: maximumGradient,
  AvgPoolGrad: averageGradient,
  AvgPool3DGrad: averageGradient,
};
