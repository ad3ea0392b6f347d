import { leaf, type Value } from "../../graph/graph.ts";
import { cast, emit, type KernelCall, type KernelFamily, reshape, transpose } from "./kernel.ts";

interface ResizeAttributes {
  readonly alignCorners?: boolean;
  readonly halfPixelCenters?: boolean;
}

/** Ratio of an axis's old to its new positions. */
function step(oldSize: number, newSize: number, { alignCorners }: ResizeAttributes): number {
  return alignCorners && newSize > 1 ? (oldSize - 1) / (newSize - 1) : oldSize / newSize;
}

/** The old element that a new one is a copy of. */
function nearest(oldSize: number, newSize: number, attributes: ResizeAttributes): number[] {
  const round = attributes.alignCorners ? Math.round : Math.floor;
  const centre = attributes.halfPixelCenters ? 0.5 : 0;
  return Array.from({ length: newSize }, (_, i) =>
    Math.min(oldSize - 1, round(step(oldSize, newSize, attributes) * (i + centre))),
  );
}

/** [new, old]: the share of every old element in a new one. */
function weights(
  oldSize: number,
  newSize: number,
  shares: (i: number) => readonly (readonly [number, number])[],
): Value {
  const data = new Float32Array(newSize * oldSize);
  for (let i = 0; i < newSize; i++) for (const [position, share] of shares(i)) data[i * oldSize + position]! += share;
  return leaf([newSize, oldSize], "float32", { data });
}

function linearWeights(oldSize: number, newSize: number, attributes: ResizeAttributes): Value {
  return weights(oldSize, newSize, (i) => {
    const ratio = step(oldSize, newSize, attributes);
    const place = attributes.halfPixelCenters ? ratio * (i + 0.5) - 0.5 : ratio * i;
    const low = Math.max(0, Math.floor(place));
    return [
      [low, 1 - (place - low)],
      [Math.max(0, Math.min(oldSize - 1, Math.ceil(place))), place - low],
    ];
  });
}

function nearestWeights(oldSize: number, newSize: number, attributes: ResizeAttributes): Value {
  const from = nearest(oldSize, newSize, attributes);
  return weights(oldSize, newSize, (i) => [[from[i]!, 1]]);
}

/** [batch, height, width, channels] times a matrix along the height and one along the width. */
function alongBoth(x: Value, rows: Value, columns: Value): Value {
  const [batch, , width, channels] = x.shape as [number, number, number, number];
  const [height, newWidth] = [rows.shape[0]!, columns.shape[0]!];
  const flat = reshape(x, [batch, x.shape[1]!, width * channels]);
  const high = emit("MatMul", [rows, flat], [batch, height, width * channels], "float32");
  const lines = reshape(high, [batch * height, width, channels]);
  const wide = emit("MatMul", [columns, lines], [batch * height, newWidth, channels], "float32");
  return reshape(wide, [batch, height, newWidth, channels]);
}

/** Back along the same shares; tfjs leaves `halfPixelCenters` out there. */
const gradient =
  (make: typeof linearWeights) =>
  ({ float, input, attributes }: KernelCall): Value => {
    const [dy, images] = [float("dy"), input("images")];
    const { alignCorners } = attributes as ResizeAttributes;
    const [rows, columns] = [1, 2].map((axis) =>
      transpose(make(images.shape[axis]!, dy.shape[axis]!, { alignCorners: alignCorners === true }), [1, 0]),
    ) as [Value, Value];
    return alongBoth(dy, rows, columns);
  };

/** Images made larger and smaller. A linear resize is a product with a fixed matrix along each axis, and so is its gradient. */
export const image: KernelFamily = {
  ResizeBilinear: ({ input, attributes }) => {
    const x = cast(input("images"), "float32");
    const [height, width] = attributes.size as [number, number];
    const rows = linearWeights(x.shape[1]!, height, attributes);
    return alongBoth(x, rows, linearWeights(x.shape[2]!, width, attributes));
  },
  ResizeNearestNeighbor: ({ input, attributes }) => {
    const size = attributes.size as [number, number];
    return size.reduce((x, length, i) => {
      const axis = i + 1;
      const indices = Int32Array.from(nearest(x.shape[axis]!, length, attributes));
      const picked = leaf([length], "int32", { data: indices });
      return emit("Gather", [x, picked], x.shape.with(axis, length), x.dtype, { axis });
    }, input("images"));
  },
  ResizeBilinearGrad: gradient(linearWeights),
  ResizeNearestNeighborGrad: gradient(nearestWeights),
};
