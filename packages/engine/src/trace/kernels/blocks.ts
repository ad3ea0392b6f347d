import * as tf from "@tensorflow/tfjs";
import type { Value } from "../../graph/graph.ts";
import { type KernelFamily, pad, reshape, slice, transpose } from "./kernel.ts";

/** Blocks of neighbouring elements moved into the batch or out of the channels, as dilated convolutions are made of them. */
export const blocks: KernelFamily = {
  SpaceToBatchND: ({ input, attributes }) => {
    const x = input("x");
    const { blockShape, paddings } = attributes as { blockShape: number[]; paddings: [number, number][] };
    const around = x.shape.map((_, axis) => paddings[axis - 1] ?? ([0, 0] as const));
    const padded = pad(
      x,
      around.map(([before]) => before),
      around.map(([, after]) => after),
      0,
    );
    const { reshaped, permuted, result } = shapes(padded, blockShape, false);
    return reshape(transpose(reshape(padded, reshaped), permuted), result);
  },
  BatchToSpaceND: ({ input, attributes }) => {
    const x = input("x");
    const { blockShape, crops } = attributes as { blockShape: number[]; crops: [number, number][] };
    const { reshaped, permuted, result } = shapes(x, blockShape, true);
    const whole = reshape(transpose(reshape(x, reshaped), permuted), result);
    const begin = result.map((_, axis) => crops[axis - 1]?.[0] ?? 0);
    const size = result.map((length, axis) => length - begin[axis]! - (crops[axis - 1]?.[1] ?? 0));
    return slice(whole, begin, size);
  },
  DepthToSpace: ({ input, attributes, refuse }) => {
    const x = input("x");
    const { blockSize, dataFormat } = attributes as { blockSize: number; dataFormat: string };
    if (dataFormat !== "NHWC") refuse(`its data format is ${dataFormat}, and tfjs's own cpu backend knows NHWC only`);
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    const depth = channels / blockSize ** 2;
    const apart = reshape(x, [batch, height, width, blockSize, blockSize, depth]);
    return reshape(transpose(apart, [0, 1, 3, 2, 4, 5]), [batch, height * blockSize, width * blockSize, depth]);
  },
};

/** tfjs's own plan: split axes, their order, axes put together. */
function shapes(x: Value, blockShape: number[], isFromBatch: boolean) {
  const product = blockShape.reduce((a, b) => a * b, 1);
  const shape = [...x.shape];
  const reshaped = tf.backend_util.getReshaped(shape, blockShape, product, isFromBatch);
  return {
    reshaped,
    permuted: tf.backend_util.getPermuted(reshaped.length, blockShape.length, isFromBatch),
    result: tf.backend_util.getReshapedPermuted(shape, blockShape, product, isFromBatch),
  };
}
