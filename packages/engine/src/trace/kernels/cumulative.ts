import type { Value } from "../../graph/graph.ts";
import { cast, emit, type KernelCall, type KernelFamily, pad, positiveAxis, scalar, slice } from "./kernel.ts";

function operand({ input }: KernelCall): Value {
  const x = input("x");
  return x.dtype === "bool" ? cast(x, "int32") : x;
}

/** Moved by `count` along an axis, towards the end or the beginning, ones where nothing comes from. */
function moved(x: Value, axis: number, count: number, isReverse: boolean): Value {
  const kept = x.shape.with(axis, x.shape[axis]! - count);
  const none = x.shape.map(() => 0);
  const by = none.with(axis, count);
  return isReverse ? pad(slice(x, by, kept), none, by, 1) : pad(slice(x, none, kept), by, none, 1);
}

/** Sums and products of all before. */
export const cumulative: KernelFamily = {
  Cumsum: (call) => {
    const x = operand(call);
    const { axis, exclusive, reverse } = call.attributes;
    const flags = { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 };
    return emit("CumSum", [x, scalar(positiveAxis(axis, x.shape.length), "int32")], x.shape, x.dtype, flags);
  },
  // ONNX has no operator for it: with each step every product spans twice as many elements.
  Cumprod: (call) => {
    const x = operand(call);
    const { exclusive, reverse } = call.attributes;
    const axis = positiveAxis(call.attributes.axis, x.shape.length);
    const length = x.shape[axis]!;
    let product = exclusive && length > 0 ? moved(x, axis, 1, reverse) : x;
    for (let span = 1; span < length; span *= 2)
      product = emit("Mul", [product, moved(product, axis, span, reverse)], x.shape, x.dtype);
    return product;
  },
};
