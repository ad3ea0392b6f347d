import * as tf from "@tensorflow/tfjs";
import type { Value } from "../../graph/graph.ts";
import { emit, type KernelFamily } from "./kernel.ts";

/** Matrix products in all transpositions, batches broadcast. */
export const matmul: KernelFamily = {
  BatchMatMul: ({ number, attributes, refuse }) => {
    const [a, b] = [number("a"), number("b")];
    const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean };
    if (a.shape.length < 2 || b.shape.length < 2) refuse(`it is given [${a.shape}] and [${b.shape}], not matrices`);
    const rows = a.shape.at(transposeA ? -1 : -2)!;
    const columns = b.shape.at(transposeB ? -2 : -1)!;
    if (a.shape.at(transposeA ? -2 : -1) !== b.shape.at(transposeB ? -1 : -2))
      refuse(`[${a.shape}]${transposeA ? "ᵀ" : ""} and [${b.shape}]${transposeB ? "ᵀ" : ""} have no product`);
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const shape = [...batch, rows, columns];
    // onnxruntime's transposing operators know no integers.
    if (a.dtype === "int32")
      return emit("MatMul", [transposeA ? swapped(a) : a, transposeB ? swapped(b) : b], shape, a.dtype);
    const transposed = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
    if (a.shape.length === 2 && b.shape.length === 2) return emit("Gemm", [a, b], shape, a.dtype, transposed);
    if (!transposeA && !transposeB) return emit("MatMul", [a, b], shape, a.dtype);
    return emit("FusedMatMul", [a, b], shape, a.dtype, transposed, "com.microsoft");
  },
};

/** The last two axes exchanged. */
function swapped(x: Value): Value {
  const perm = [...x.shape.keys()];
  [perm[perm.length - 2], perm[perm.length - 1]] = [perm.length - 1, perm.length - 2];
  return emit(
    "Transpose",
    [x],
    perm.map((axis) => x.shape[axis]!),
    x.dtype,
    { perm },
  );
}
