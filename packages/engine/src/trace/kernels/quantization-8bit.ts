import { leaf, type Node, type Value } from "../../graph/graph.ts";
import { cast, emit, reshape, scalar } from "./kernel.ts";

/** A product with a weight in 8 bits: see `matMul8Bit`. */
export interface Product8Bit {
  /** [n, in] */
  readonly x: Value;
  /** [out, in] */
  readonly codes: Value;
  /** [out, blocks] */
  readonly scales: Value;
}

/** onnxruntime's operator for x·Wᵀ with integers in blocks. */
const fusedOperator = "MatMulNBits";

/** @param product whose weight is constant */
export function fused8Bit({ x, codes, scales }: Product8Bit): Value {
  const [out, width] = codes.shape as [number, number];
  const blocks = scales.shape[1]!;
  const blockSize = width / blocks;
  const weight = leaf([out, blocks, blockSize], "uint8", { data: Uint8Array.from(codes.data as Int32Array) });
  const factors = leaf([out * blocks], "float32", { data: scales.data });
  // Level 4: x is rounded to 8 bits as well, and products are of integers.
  const attributes = { K: width, N: out, bits: 8, block_size: blockSize, accuracy_level: 4 };
  return emit(fusedOperator, [x, weight, factors], [x.shape[0]!, out], "float32", attributes, "com.microsoft");
}

/** What a node is, if it is onnxruntime's operator; null otherwise. */
export function fusedProduct8Bit({ op, inputs, attributes }: Node): Product8Bit | null {
  if (op !== fusedOperator || attributes.bits !== 8 || inputs.length !== 3) return null;
  const [x, codes, scales] = inputs as [Value, Value, Value];
  const [out, blocks, blockSize] = codes.shape as [number, number, number];
  if (blocks * blockSize !== attributes.K || !codes.data) return null;
  return {
    x,
    codes: leaf([out, blocks * blockSize], "uint8", { data: codes.data }),
    scales: leaf([out, blocks], "float32", { data: scales.data }),
  };
}

/** The product in operators that every runtime has, in the form that OpenVINO takes for a compressed weight. */
export function product8Bit({ x, codes, scales }: Product8Bit): Value {
  const [out, width] = codes.shape as [number, number];
  const blocks = scales.shape[1]!;
  const shape = [out, blocks, width / blocks];
  const apart = codes.data ? leaf(shape, codes.dtype, { data: codes.data }) : reshape(codes, shape);
  const integers = emit("Sub", [cast(apart, "float32"), scalar(128, "float32")], shape, "float32");
  const weight = emit("Mul", [integers, reshape(scales, [out, blocks, 1])], shape, "float32");
  return emit("Gemm", [x, reshape(weight, [out, width])], [x.shape[0]!, out], "float32", { transA: 0, transB: 1 });
}
