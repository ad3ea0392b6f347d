import { sizeOf } from "../../../../dtype.ts";
import { type Graph, leaf, type Value } from "../../../../graph/graph.ts";
import { cast, emit, int64, reshape, scalar } from "../../../../trace/kernels/kernel.ts";
import { rewrite } from "./rewrite.ts";

/** Most rows whose indices are compared with one another at once, as a matrix. */
const most = 2048;

/**
 * Rows that are added to the same row, in the same order every time.
 *
 * On a GPU, threads add to memory in whatever order they come, and float32 sums depend on it. So all rows of one index are
 * summed first, by the product with a matrix of ones and zeros, and stand where the index comes up first; its other rows
 * become zero, which may be added at any time.
 */
export function orderSums(graph: Graph): Graph {
  return rewrite(graph, ({ op, inputs, attributes, output }) => {
    const [target, positions, updates] = inputs as [Value, Value, Value];
    if (op !== "ScatterND" || attributes.reduction !== "add" || output.dtype !== "float32") return null;
    if (positions.shape.length !== 2 || positions.shape[1] !== 1) return null;
    const rows = positions.shape[0]!;
    if (rows < 2) return null;
    const width = sizeOf(updates.shape.slice(1));
    const flat = reshape(updates, [rows, width]);
    let sum = target;
    for (let begin = 0; begin < rows; begin += most) {
      const end = Math.min(begin + most, rows);
      const part = [end - begin, ...updates.shape.slice(1)];
      const some = rowsOf(positions, begin, end);
      const totals = reshape(sumsAtFirst(some, rowsOf(flat, begin, end)), part);
      sum = emit("ScatterND", [sum, some, totals], output.shape, "float32", { reduction: "add" });
    }
    return sum;
  });
}

/**
 * @param positions [n, 1], int64
 * @param rows [n, width]
 * @returns [n, width]: the sum of all rows of the same position where it comes up first, zero elsewhere
 */
function sumsAtFirst(positions: Value, rows: Value): Value {
  const n = positions.shape[0]!;
  const square = [n, n];
  const index = cast(positions, "int32");
  const equal = cast(emit("Equal", [index, reshape(index, [1, n])], square, "bool"), "float32");
  const order = leaf([n], "int32", { data: Int32Array.from({ length: n }, (_, row) => row) });
  const isEarlier = emit("Less", [reshape(order, [1, n]), reshape(order, [n, 1])], square, "bool");
  const earlier = emit("Mul", [equal, cast(isEarlier, "float32")], square, "float32");
  const count = emit("ReduceSum", [earlier, int64([1])], [n, 1], "float32", { keepdims: 1 });
  const isFirst = cast(emit("Less", [count, scalar(0.5, "float32")], [n, 1], "bool"), "float32");
  const chosen = emit("Mul", [equal, isFirst], square, "float32");
  return emit("MatMul", [chosen, rows], rows.shape, "float32");
}

function rowsOf(value: Value, begin: number, end: number): Value {
  const [rows, width] = value.shape as [number, number];
  if (begin === 0 && end === rows) return value;
  return emit("Slice", [value, int64([begin, 0]), int64([end, width])], [end - begin, width], value.dtype);
}
