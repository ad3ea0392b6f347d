import * as tf from "@tensorflow/tfjs";
import { emit, type KernelFamily } from "./kernel.ts";

/** Matrix products in all transpositions, batches broadcast. */
export const matmul: KernelFamily = {
  BatchMatMul: ({ input, attributes }) => {
    const [a, b] = [input("a"), input("b")];
    const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean };
    const rows = a.shape.at(transposeA ? -1 : -2)!;
    const columns = b.shape.at(transposeB ? -2 : -1)!;
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const shape = [...batch, rows, columns];
    const transposed = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
    if (a.shape.length === 2 && b.shape.length === 2) return emit("Gemm", [a, b], shape, a.dtype, transposed);
    if (!transposeA && !transposeB) return emit("MatMul", [a, b], shape, a.dtype);
    return emit("FusedMatMul", [a, b], shape, a.dtype, transposed, "com.microsoft");
  },
};
