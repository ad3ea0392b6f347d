import { sizeOf } from "../dtype.ts";
import { allocateData, integersOf } from "./constants.ts";
import { sameShape } from "./elementwise.ts";
import type { Node, Value } from "./graph.ts";

type Data = NonNullable<Value["data"]>;
type Numbers = readonly number[];

/** Arithmetic that IEEE 754 rounds correctly, so that every runtime has the same result; null where it is not that. */
const arithmetic: Readonly<Record<string, (values: Numbers, isInteger: boolean) => number | null>> = {
  Add: ([a, b], isInteger) => (isInteger ? (a! + b!) | 0 : a! + b!),
  Sub: ([a, b], isInteger) => (isInteger ? (a! - b!) | 0 : a! - b!),
  Mul: ([a, b], isInteger) => (isInteger ? Math.imul(a!, b!) : a! * b!),
  Div: ([a, b], isInteger) => (isInteger ? null : a! / b!),
  Neg: ([a], isInteger) => (isInteger ? -a! | 0 : -a!),
  Abs: ([a], isInteger) => (isInteger ? Math.abs(a!) | 0 : Math.abs(a!)),
  Sqrt: ([a]) => Math.sqrt(a!),
  Equal: ([a, b]) => Number(a === b),
  Greater: ([a, b]) => Number(a! > b!),
  GreaterOrEqual: ([a, b]) => Number(a! >= b!),
  Less: ([a, b]) => Number(a! < b!),
  LessOrEqual: ([a, b]) => Number(a! <= b!),
  And: ([a, b]) => Number(a && b),
  Or: ([a, b]) => Number(a || b),
  Not: ([a]) => Number(!a),
  Where: ([condition, a, b]) => (condition ? a! : b!),
};

/** Whether `evaluate` may know the operator as one that goes element by element. */
export function isArithmetic({ op, inputs }: Node): boolean {
  return (op in arithmetic || op === "Cast") && inputs.every(({ dtype }) => dtype !== "int64");
}

/**
 * What a node of constants alone computes; null for operators and numbers whose result could differ from a runtime's.
 *
 * @param inputs constants in place of the node's own
 */
export function evaluate(node: Node, inputs: readonly Value[] = node.inputs): Data | null {
  const [x] = inputs;
  if (!x || inputs.some(({ data }) => !data)) return null;
  if (isArithmetic(node)) return elementwise(node, inputs);
  if (node.op === "Reshape") return x.data!;
  if (node.op === "Transpose") return transpose(x, node.attributes.perm as Numbers);
  const begin = integersOf(inputs[1]);
  if (node.op === "Slice" && inputs.length === 3 && begin?.every((start) => start >= 0))
    return slice(x, begin, node.output.shape);
  return null;
}

function elementwise({ op, output }: Node, inputs: readonly Value[]): Data | null {
  const shape = inputs.every((value) => value.shape.length === 0) ? [] : output.shape;
  const result = allocateData(output.dtype, sizeOf(shape));
  const places = inputs.map((value) => placesIn(value.shape, shape));
  const isInteger = inputs.at(-1)!.dtype === "int32";
  for (let i = 0; i < result.length; i++) {
    const values = inputs.map(({ data }, operand) => Number(data![places[operand]![i]!]));
    const value = op === "Cast" ? castTo(output.dtype, values[0]!) : arithmetic[op]!(values, isInteger);
    if (value === null) return null;
    result[i] = value;
  }
  return result;
}

/** null where ONNX leaves the result open. */
function castTo(dtype: Value["dtype"], value: number): number | null {
  if (dtype === "bool") return Number(value !== 0);
  if (dtype === "float32") return value;
  const integer = Math.trunc(value);
  return dtype === "int32" && (integer | 0) === integer ? integer : null;
}

/** For each element of `shape`, where it is read in an operand that is broadcast to it. */
function placesIn(operand: Numbers, shape: Numbers): Int32Array {
  const places = new Int32Array(sizeOf(shape));
  if (sizeOf(operand) === 1) return places;
  if (sameShape(operand, shape)) return places.map((_, i) => i);
  const padded = [...new Array<number>(shape.length - operand.length).fill(1), ...operand];
  return fillPlaces(
    places,
    shape,
    stridesOf(padded).map((stride, axis) => (padded[axis] === 1 ? 0 : stride)),
  );
}

function transpose(x: Value, perm: Numbers): Data {
  const strides = stridesOf(x.shape);
  const shape = perm.map((axis) => x.shape[axis]!);
  return pick(
    x,
    fillPlaces(
      new Int32Array(sizeOf(shape)),
      shape,
      perm.map((axis) => strides[axis]!),
    ),
  );
}

function slice(x: Value, begin: Numbers, shape: Numbers): Data {
  const strides = stridesOf(x.shape);
  const first = begin.reduce((sum, start, axis) => sum + start * strides[axis]!, 0);
  return pick(
    x,
    fillPlaces(new Int32Array(sizeOf(shape)), shape, strides).map((place) => place + first),
  );
}

function pick({ data, dtype }: Value, places: Int32Array): Data {
  const result = allocateData(dtype, places.length);
  for (const [i, place] of places.entries()) result[i] = data![place]!;
  return result;
}

function fillPlaces(places: Int32Array, shape: Numbers, strides: Numbers): Int32Array {
  return places.map((_, index) => {
    let [rest, place] = [index, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += (rest % shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    return place;
  });
}

function stridesOf(shape: Numbers): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}
