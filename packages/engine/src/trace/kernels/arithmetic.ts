import type { Value } from "../../graph/graph.ts";
import {
  broadcastShape,
  cast,
  emit,
  type KernelFamily,
  type KernelTranslation,
  scalarLike,
  toInt32,
} from "./kernel.ts";

const binary =
  (op: string): KernelTranslation =>
  ({ number }) => {
    const [a, b] = [number("a"), number("b")];
    return emit(op, [a, b], broadcastShape(a, b), a.dtype);
  };

const signs = (a: Value, b: Value, op: string, shape: readonly number[]) =>
  emit(
    "And",
    [a, b].map((value) => emit(op, [value, scalarLike(0, value)], value.shape, "bool")),
    shape,
    "bool",
  );

/** a − b·⌊a / b⌋ as tfjs has it: the remainder, moved by the divisor where the signs differ. */
const modulo: KernelTranslation = ({ number }) => {
  const [a, given] = [number("a"), number("b")];
  const b = a.dtype === "int32" ? withoutZero(given) : given;
  const shape = broadcastShape(a, b);
  const remainder = (x: Value) => emit("Mod", [x, b], shape, a.dtype, { fmod: 1 });
  const direct = remainder(a);
  const moved = remainder(emit("Add", [direct, b], shape, a.dtype));
  const sameSign = emit("Or", [signs(a, b, "Less", shape), signs(a, b, "GreaterOrEqual", shape)], shape, "bool");
  return emit("Where", [sameSign, direct, moved], shape, a.dtype);
};

/** Integers are divided by nothing that is 0: processors trap there. */
function withoutZero(b: Value): Value {
  const isZero = emit("Equal", [b, scalarLike(0, b)], b.shape, "bool");
  return emit("Where", [isZero, scalarLike(1, b), b], b.shape, b.dtype);
}

/** ⌊a / b⌋ as int32, 0 for what has no quotient. */
const floorDivide: KernelTranslation = ({ number }) => {
  const [a, b] = [number("a"), number("b")];
  const shape = broadcastShape(a, b);
  if (a.dtype === "float32") return toInt32(emit("Floor", [emit("Div", [a, b], shape, "float32")], shape, "float32"));
  // In 64 bits, as −2³¹ / −1 has no place in 32.
  const [dividend, divisor] = [cast(a, "int64"), cast(withoutZero(b), "int64")];
  const quotient = emit("Div", [dividend, divisor], shape, "int64");
  const exact = emit("Mul", [quotient, divisor], shape, "int64");
  const rest = emit("Sub", [dividend, exact], shape, "int64");
  const opposite = emit("Mul", [rest, divisor], shape, "int64");
  const isBelow = cast(emit("Less", [opposite, scalarLike(0, opposite)], shape, "bool"), "int64");
  const floor = cast(emit("Sub", [quotient, isBelow], shape, "int64"), "int32");
  const isZero = emit("Equal", [b, scalarLike(0, b)], b.shape, "bool");
  return emit("Where", [isZero, scalarLike(0, b), floor], shape, "int32");
};

/** Two operands, element by element, with broadcasting. */
export const arithmetic: KernelFamily = {
  Add: binary("Add"),
  Sub: binary("Sub"),
  Multiply: binary("Mul"),
  Maximum: binary("Max"),
  Minimum: binary("Min"),
  Pow: binary("Pow"),
  RealDiv: ({ float }) => emit("Div", [float("a"), float("b")], broadcastShape(float("a"), float("b")), "float32"),
  Mod: modulo,
  FloorDiv: floorDivide,
  SquaredDifference: ({ number }) => {
    const [a, b] = [number("a"), number("b")];
    const difference = emit("Sub", [a, b], broadcastShape(a, b), a.dtype);
    return emit("Mul", [difference, difference], difference.shape, difference.dtype);
  },
  AddN: ({ inputs, refuse }) => {
    const [first] = inputs;
    if (first!.dtype === "bool") refuse("it is given bool, not numbers: cast before");
    return inputs.reduce((sum, value) => emit("Add", [sum, value], sum.shape, sum.dtype));
  },
};
