import { sizeOf } from "../../dtype.ts";
import type { Node, Value } from "../../graph/graph.ts";
import { leaf } from "../../graph/graph.ts";
import { nf4Values, type QuantType } from "../../ops/quant-type.ts";
import { cast, emit, int64, type KernelFamily, reshape, scalar, slice } from "./kernel.ts";

/** A product with a weight in 4 bits, and what it is computed of. */
export interface Product4Bit {
  /** [n, in], or with `transposeB` false [n, out]. */
  readonly x: Value;
  /** [out, in / 2], two codes a byte, the first one in its upper half. */
  readonly codes: Value;
  /** Factor of each block of the weight, row after row. */
  readonly scales: Value;
  readonly quantType: QuantType;
  readonly blockSize: number;
  readonly transposeB: boolean;
}

/** onnxruntime's operator for x·Wᵀ with bitsandbytes' NF4; its CPU kernel multiplies by Wᵀ whatever `transB` says. */
const fusedOperator = "MatMulBnb4";

/** Products with weights in 4 bits. */
export const quantization: KernelFamily = {
  MatMul4Bit: ({ float, bytes, attributes }) => {
    const product: Product4Bit = {
      x: float("x"),
      codes: bytes("codes"),
      scales: float("scales"),
      ...(attributes as Pick<Product4Bit, "quantType" | "blockSize" | "transposeB">),
    };
    return product.quantType === "nf4" && product.transposeB ? fused(product) : product4Bit(product);
  },
};

function fused({ x, codes, scales, blockSize }: Product4Bit): Value {
  const [out, half] = codes.shape as [number, number];
  const attributes = { K: 2 * half, N: out, block_size: blockSize, quant_type: 1, transB: 1 };
  const inputs = [x, reshape(cast(codes, "uint8"), [out * half]), scales];
  return emit(fusedOperator, inputs, [x.shape[0]!, out], "float32", attributes, "com.microsoft");
}

/** What a node is, if it is onnxruntime's operator; null otherwise. */
export function fusedProduct({ op, inputs, attributes }: Node): Product4Bit | null {
  if (op !== fusedOperator || attributes.quant_type !== 1 || (attributes.transB ?? 1) !== 1) return null;
  const [x, codes, scales] = inputs as [Value, Value, Value];
  const { K, N, block_size: blockSize } = attributes as Record<string, number>;
  const apart = reshape(codes, [N!, K! / 2]);
  return { x, codes: apart, scales, quantType: "nf4", blockSize: blockSize!, transposeB: true };
}

/**
 * The product in operators that every runtime has.
 *
 * The weight is never put together: a byte's two codes belong to neighbouring columns, so the upper halves are the even columns
 * of the weight and the lower halves the odd ones, and each of these two matrices is multiplied by itself. What has to be sorted
 * are the far fewer numbers of `x` or of the result.
 */
export function product4Bit({ x, codes, scales, quantType, blockSize, transposeB }: Product4Bit): Value {
  const [out, half] = codes.shape as [number, number];
  const n = x.shape[0]!;
  const factors = factorsOf(scales, [out, half], blockSize / 2);
  const halves = quantType === "nf4" ? nf4Halves(codes) : int4Halves(codes);
  const [even, odd] = halves.map((values) => {
    const { blocks, rows } = factors;
    const scaled = emit("Mul", [reshape(values, blocks), rows], blocks, "float32");
    return reshape(scaled, [out, half]);
  }) as [Value, Value];
  if (transposeB) {
    const pairs = reshape(x, [n, half, 2]);
    const columns = (index: number) => reshape(slice(pairs, [0, 0, index], [n, half, 1]), [n, half]);
    const products = [even, odd].map((weight, index) =>
      emit("Gemm", [columns(index), weight], [n, out], "float32", { transA: 0, transB: 1 }),
    );
    return emit("Add", products, [n, out], "float32");
  }
  const products = [even, odd].map((weight) =>
    reshape(emit("MatMul", [x, weight], [n, half], "float32"), [n, half, 1]),
  );
  return reshape(emit("Concat", products, [n, half, 2], "float32", { axis: 2 }), [n, 2 * half]);
}

/** Numbers of the codes in the upper and in the lower halves of bytes, looked up by the whole byte. */
function nf4Halves(codes: Value): Value[] {
  const indices = cast(codes, "int32");
  return [4, 0].map((shift) => {
    const data = Float32Array.from({ length: 256 }, (_, byte) => nf4Values[(byte >> shift) & 15]!);
    return emit("Gather", [leaf([256], "float32", { data }), indices], codes.shape, "float32", { axis: 0 });
  });
}

/** The same of integers from −8 on; arithmetic, which runtimes compute in one loop with what follows. */
function int4Halves(codes: Value): Value[] {
  const { shape } = codes;
  const float = (op: string, ...inputs: Value[]) => emit(op, inputs, shape, "float32");
  const bytes = cast(codes, "float32");
  const upper = float("Floor", float("Mul", bytes, scalar(1 / 16, "float32")));
  const lower = float("Sub", bytes, float("Mul", upper, scalar(16, "float32")));
  return [upper, lower].map((code) => float("Sub", code, scalar(8, "float32")));
}

/** The factors beside the half of each block that even or odd columns have, and the shape in which they stand beside them. */
function factorsOf(
  scales: Value,
  [out, half]: readonly [number, number],
  blockSize: number,
): { blocks: readonly number[]; rows: Value } {
  const size = out * half;
  const count = sizeOf(scales.shape);
  const columns = reshape(scales, [count, 1]);
  if (count * blockSize === size) return { blocks: [count, blockSize], rows: columns };
  // The last block is not full.
  const whole = emit("Expand", [columns, int64([count, blockSize])], [count, blockSize], "float32");
  const each = slice(reshape(whole, [count * blockSize]), [0], [size]);
  return { blocks: [size], rows: each };
}
