import * as tf from "@tensorflow/tfjs";
import type { Value } from "../../graph/graph.ts";
import { reshape, slice, transpose } from "./kernel.ts";

/** How a filter moves over an image: sizes by spatial axis, of 2-D and 3-D kernels alike. */
export interface Window {
  readonly isChannelsFirst: boolean;
  readonly outShape: readonly number[];
  readonly inChannels: number;
  readonly outChannels: number;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly filter: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding before the first element. */
  readonly before: readonly number[];
}

type Pad = "valid" | "same" | number | tf.backend_util.ExplicitPadding;

interface WindowAttributes {
  readonly strides: number | [number, number];
  readonly pad: Pad;
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly dataFormat?: string;
  readonly isDepthwise?: boolean;
}

/** The window of a kernel over [batch, height, width, channels] or, with `dataFormat` NCHW, [batch, channels, height, width]. */
export function window2d(x: readonly number[], filter: readonly number[], attributes: WindowAttributes): Window {
  const { strides, pad, dilations, dimRoundingMode, dataFormat, isDepthwise } = attributes;
  const info = tf.backend_util.computeConv2DInfo(
    [...x] as [number, number, number, number],
    [...filter] as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    isDepthwise,
    dataFormat === "NCHW" ? "channelsFirst" : "channelsLast",
  );
  return {
    isChannelsFirst: dataFormat === "NCHW",
    outShape: info.outShape,
    inChannels: info.inChannels,
    outChannels: info.outChannels,
    input: [info.inHeight, info.inWidth],
    output: [info.outHeight, info.outWidth],
    filter: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    before: [info.padInfo.top, info.padInfo.left],
  };
}

interface Window3dAttributes {
  readonly strides: number | [number, number, number];
  readonly pad: "valid" | "same" | number;
  readonly dilations?: number | [number, number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly dataFormat?: string;
}

/** The window of a kernel over [batch, depth, height, width, channels] or, with `dataFormat` NCDHW, channels after the batch. */
export function window3d(x: readonly number[], filter: readonly number[], attributes: Window3dAttributes): Window {
  const { strides, pad, dilations, dimRoundingMode, dataFormat } = attributes;
  const info = tf.backend_util.computeConv3DInfo(
    [...x] as [number, number, number, number, number],
    [...filter] as [number, number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    false,
    dataFormat === "NCDHW" ? "channelsFirst" : "channelsLast",
    dimRoundingMode,
  );
  return {
    isChannelsFirst: dataFormat === "NCDHW",
    outShape: info.outShape,
    inChannels: info.inChannels,
    outChannels: info.outChannels,
    input: [info.inDepth, info.inHeight, info.inWidth],
    output: [info.outDepth, info.outHeight, info.outWidth],
    filter: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    before: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
  };
}

/** The window whose results have the shape of `dy`: tfjs forgets on the way back how it rounded. */
export function gradientWindow(window: Window, dy: Value): Window {
  const first = window.isChannelsFirst ? 2 : 1;
  return { ...window, output: dy.shape.slice(first, first + window.input.length) };
}

/** Padding behind the last element with which the last window ends exactly; below 0 where elements are left over. */
export function paddingAfter({ input, output, filter, strides, dilations, before }: Window): number[] {
  return input.map(
    (size, i) => (output[i]! - 1) * strides[i]! + (filter[i]! - 1) * dilations[i]! + 1 - size - before[i]!,
  );
}

/**
 * Padding as ONNX takes it, and the image without the elements behind the last window where there are more of them than
 * `slack` allows.
 */
export function fitted(x: Value, window: Window, slack: readonly number[]): { x: Value; pads: number[] } {
  const after = paddingAfter(window);
  const surplus = after.map((count, i) => (-count >= slack[i]! ? -count : 0));
  const pads = [...window.before, ...after.map((count) => Math.max(0, count))];
  if (surplus.every((count) => count <= 0)) return { x, pads };
  const size = [...x.shape.slice(0, 2), ...window.input.map((length, i) => length - Math.max(0, surplus[i]!))];
  return {
    x: slice(
      x,
      x.shape.map(() => 0),
      size,
    ),
    pads,
  };
}

/** An image as ONNX has it: [batch, channels, ...spatial]. */
export function channelsFirst(x: Value, { isChannelsFirst, input }: Window): Value {
  return isChannelsFirst ? x : transpose(x, [0, input.length + 1, ...spatialAxes(input, 1)]);
}

/** And back to the order that the kernel has. */
export function fromChannelsFirst(x: Value, { isChannelsFirst, input }: Window): Value {
  return isChannelsFirst ? x : transpose(x, [0, ...spatialAxes(input, 2), 1]);
}

/** [batch · channels, 1, ...spatial]: every channel as an image of its own. */
export function channelsApart(x: Value): Value {
  return reshape(x, [x.shape[0]! * x.shape[1]!, 1, ...x.shape.slice(2)]);
}

export function spatialAxes(sizes: readonly number[], first: number): number[] {
  return sizes.map((_, i) => first + i);
}
