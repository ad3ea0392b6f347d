import { sizeOf, type TypedArray } from "../../dtype.ts";
import { DeviceError } from "../../errors/device-error.ts";
import type { Graph, Node, Value } from "../../graph/graph.ts";
import type { HostComputation } from "./host-program.ts";

/**
 * A graph that only picks rows by index, or adds rows to rows: no runtime does that faster than a copy, and some set aside memory
 * for all of the matrix, or copy all of it to change a few rows. Null for any other graph.
 */
export function rowsComputation(graph: Graph): HostComputation | null {
  if (graph.outputs.size !== 1) return null;
  const [[outputName, output]] = graph.outputs as unknown as [[string, Value]];
  const node = output.producer;
  const named = new Map([...graph.inputs].map(([name, value]) => [value, name]));
  const names = (values: readonly (Value | null)[]): string[] | null => {
    const found = values.map((value) => value && named.get(value));
    return found.every((name) => typeof name === "string") ? (found as string[]) : null;
  };
  if (node?.op === "Gather" && node.attributes.axis === 0 && graph.nodes.length === 1) {
    const inputs = names(node.inputs);
    return inputs && { inputs, outputs: [outputName], run: pickRows(node.inputs[0]!.shape) };
  }
  if (node?.op === "ScatterND" && node.attributes.reduction === "add") {
    const [target, indices, updates] = node.inputs as [Value, Value, Value];
    const given = [target, sourceOfIndices(indices, graph.nodes, node), updates];
    const inputs = names(given);
    return inputs && { inputs, outputs: [outputName], run: addRows(target.shape) };
  }
  return null;
}

/** The indices before they were given the type and the shape that ONNX wants; null where anything else was computed. */
function sourceOfIndices(indices: Value, nodes: readonly Node[], last: Node): Value | null {
  let value = indices;
  let seen = 1;
  while (value.producer && ["Cast", "Reshape", "Unsqueeze"].includes(value.producer.op)) {
    value = value.producer.inputs[0]!;
    seen++;
  }
  const isRowIndex = indices.shape.at(-1) === 1 && value.dtype === "int32" && last.inputs[2]!.shape.length > 0;
  return isRowIndex && seen === nodes.length ? value : null;
}

/** Of [rows, …] and [n], the rows at the indices: [n, …]. A negative index counts from the end. */
function pickRows(shape: readonly number[]): HostComputation["run"] {
  const width = sizeOf(shape.slice(1));
  const rowAt = rowNumber(shape[0]!);
  return (arrays) => {
    const [rows, indices, result] = arrays as [TypedArray, TypedArray, TypedArray];
    for (let i = 0; i < indices.length; i++) {
      const start = rowAt(indices[i]!) * width;
      result.set(rows.subarray(start, start + width), i * width);
    }
  };
}

/** Of [rows, …], [n] and [n, …]: the first with the third's rows added at the indices, one after another. */
function addRows(shape: readonly number[]): HostComputation["run"] {
  const width = sizeOf(shape.slice(1));
  const rowAt = rowNumber(shape[0]!);
  return (arrays) => {
    const [target, indices, updates, result] = arrays as [TypedArray, TypedArray, TypedArray, TypedArray];
    // Nothing is written where an index is wrong.
    const starts = Int32Array.from(indices, (index) => rowAt(index) * width);
    const isInPlace = result.buffer === target.buffer && result.byteOffset === target.byteOffset;
    if (!isInPlace) result.set(target);
    for (let i = 0, at = 0; i < starts.length; i++) {
      const start = starts[i]!;
      for (let column = 0; column < width; column++, at++) result[start + column]! += updates[at]!;
    }
  };
}

function rowNumber(count: number): (index: number) => number {
  return (index) => {
    if (index >= count || index < -count)
      throw new DeviceError(`there is no row ${index} in a tensor of ${count} rows`);
    return index < 0 ? index + count : index;
  };
}
