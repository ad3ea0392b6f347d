import * as tf from "@tensorflow/tfjs";
import { leaf, type Value } from "../../graph/graph.ts";
import type { QuantizedMatrix } from "../../ops/quantized-mat-mul.ts";
import { activate } from "./activation.ts";
import { broadcastShape, emit, type KernelCall, type KernelFamily, transpose } from "./kernel.ts";

/** A product in any transposition, batches broadcast. */
function product({ number, attributes, refuse }: KernelCall): Value {
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
}

/** The last two axes exchanged. */
function swapped(x: Value): Value {
  const rank = x.shape.length;
  return transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
}

/** Matrix products, alone and with what tfjs fuses behind them, and sums of products by index. */
export const matmul: KernelFamily = {
  BatchMatMul: product,
  _FusedMatMul: (call) => {
    const { activation, leakyreluAlpha } = call.attributes;
    const bias = call.optional("bias");
    const y = product(call);
    const sum = bias ? emit("Add", [y, bias], broadcastShape(y, bias), y.dtype) : y;
    const slopes = call.optional("preluActivationWeights");
    return activate(sum, activation, { slopes, alpha: leakyreluAlpha }, call.refuse);
  },
  QuantizedMatMul: ({ float, attributes, refuse }) => {
    const x = float("x");
    const { packed, scales, bits, blockSize, shape } = attributes.matrix as QuantizedMatrix;
    const [columns, inner] = shape;
    if (x.shape.length !== 2 || x.shape[1] !== inner) refuse(`[${x.shape}] and [${shape}]ᵀ have no product`);
    const blocks = Math.ceil(inner / blockSize);
    const operands = [
      leaf([columns, blocks, (blockSize * bits) / 8], "uint8", { data: packed }),
      leaf([columns * blocks], "float32", { data: scales }),
    ];
    // Level 4 lets the runtime compute with bytes: activations are rounded block by block as well.
    const settings = { K: inner, N: columns, bits, block_size: blockSize, accuracy_level: 4 };
    return emit("MatMulNBits", [x, ...operands], [x.shape[0]!, columns], "float32", settings, "com.microsoft");
  },
  Einsum: ({ inputs, attributes }) => {
    const equation = (attributes.equation as string).replaceAll(/\s/g, "");
    const [left, right] = equation.split("->") as [string, string];
    const sizes = new Map<string, number>();
    left.split(",").forEach((term, i) => {
      for (const [axis, letter] of [...term].entries()) sizes.set(letter, inputs[i]!.shape[axis]!);
    });
    const dimensions = tf.backend_util.decodeEinsumEquation(equation, inputs.length);
    tf.backend_util.checkEinsumDimSizes(
      dimensions.allDims.length,
      dimensions.idDims,
      inputs.map(({ shape }) => ({ shape: [...shape] }) as tf.Tensor),
    );
    return emit(
      "Einsum",
      inputs,
      [...right].map((letter) => sizes.get(letter)!),
      inputs[0]!.dtype,
      { equation },
    );
  },
};
