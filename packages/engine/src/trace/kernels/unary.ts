import type { Value } from "../../graph/graph.ts";
import { cast, emit, full, type KernelFamily, type KernelTranslation, scalar, scalarLike, toInt32 } from "./kernel.ts";

/** Of numbers of either type. */
const unary =
  (op: string): KernelTranslation =>
  ({ number }) =>
    emit(op, [number("x")], number("x").shape, number("x").dtype);

/** Of float32; int32 is converted, as tfjs's own backend computes in floating point. */
const floatUnary =
  (op: string): KernelTranslation =>
  ({ float }) => {
    const x = float("x");
    return emit(op, [x], x.shape, "float32");
  };

/** Of float32, and of int32 truncated to it again. */
const truncatedUnary =
  (compute: (x: Value) => Value): KernelTranslation =>
  ({ number }) => {
    const x = number("x");
    const y = compute(cast(x, "float32"));
    return x.dtype === "int32" ? toInt32(y) : y;
  };

/** One of two ways to compute the same, each where it is exact: near 0 and elsewhere. */
function nearZero(x: Value, near: Value, elsewhere: Value): Value {
  const magnitude = emit("Abs", [x], x.shape, "float32");
  const isNear = emit("Less", [magnitude, scalar(0.5, "float32")], x.shape, "bool");
  return emit("Where", [isNear, near, elsewhere], x.shape, "float32");
}

/** exp(x) − 1; near 0 as 2t / (1 − t) with t = tanh(x / 2). */
function expm1(x: Value): Value {
  const float = (op: string, ...inputs: Value[]) => emit(op, inputs, x.shape, "float32");
  const [one, two] = [scalar(1, "float32"), scalar(2, "float32")];
  const t = float("Tanh", float("Div", x, two));
  return nearZero(x, float("Div", float("Mul", t, two), float("Sub", one, t)), float("Sub", float("Exp", x), one));
}

/** log(1 + x); near 0 as 2·artanh(x / (2 + x)). */
function log1p(x: Value): Value {
  const float = (op: string, ...inputs: Value[]) => emit(op, inputs, x.shape, "float32");
  const [one, two] = [scalar(1, "float32"), scalar(2, "float32")];
  const near = float("Mul", float("Atanh", float("Div", x, float("Add", x, two))), two);
  return nearZero(x, near, float("Log", float("Add", x, one)));
}

/** What kind of number it is; an integer is always finite. */
const classify =
  (ofInteger: boolean, compute: (x: Value) => Value): KernelTranslation =>
  ({ input }) => {
    const x = input("x");
    return x.dtype === "float32" ? compute(x) : full(x.shape, Number(ofInteger), "bool");
  };

const isInfinite = (x: Value) =>
  emit("Equal", [emit("Abs", [x], x.shape, "float32"), scalar(Infinity, "float32")], x.shape, "bool");
const isFiniteNumber = (x: Value) =>
  emit("Less", [emit("Abs", [x], x.shape, "float32"), scalar(Infinity, "float32")], x.shape, "bool");

/** One operand, element by element. */
export const unaryMath: KernelFamily = {
  Abs: unary("Abs"),
  Neg: unary("Neg"),
  Relu: unary("Relu"),
  Ceil: floatUnary("Ceil"),
  Cos: floatUnary("Cos"),
  Erf: floatUnary("Erf"),
  Exp: floatUnary("Exp"),
  Floor: floatUnary("Floor"),
  Log: floatUnary("Log"),
  Reciprocal: floatUnary("Reciprocal"),
  Sigmoid: floatUnary("Sigmoid"),
  Sin: floatUnary("Sin"),
  Softplus: floatUnary("Softplus"),
  Sqrt: floatUnary("Sqrt"),
  Tanh: floatUnary("Tanh"),
  Expm1: truncatedUnary(expm1),
  Log1p: truncatedUnary(log1p),
  IsNan: classify(false, (x) => emit("IsNaN", [x], x.shape, "bool")),
  IsInf: classify(false, isInfinite),
  IsFinite: classify(true, isFiniteNumber),
  // To the even one of two that are as near, in ONNX as in tfjs.
  Round: truncatedUnary((x) => emit("Round", [x], x.shape, "float32")),
  Identity: ({ input }) => input("x"),
  Cast: ({ input, attributes, refuse }) => {
    const { dtype } = attributes as { dtype: string };
    if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool") return refuse(`there is no type ${dtype}`);
    const x = input("x");
    return dtype === "int32" ? toInt32(x) : cast(x, dtype);
  },
  Square: ({ number }) => emit("Mul", [number("x"), number("x")], number("x").shape, number("x").dtype),
  Rsqrt: ({ float }) => {
    const x = float("x");
    return emit("Div", [scalar(1, "float32"), emit("Sqrt", [x], x.shape, "float32")], x.shape, "float32");
  },
  Sign: ({ number }) => {
    const x = number("x");
    // ONNX's Sign keeps NaN, tfjs's makes it 0.
    const above = cast(emit("Greater", [x, scalarLike(0, x)], x.shape, "bool"), "int32");
    const below = cast(emit("Less", [x, scalarLike(0, x)], x.shape, "bool"), "int32");
    return cast(emit("Sub", [above, below], x.shape, "int32"), x.dtype);
  },
  ClipByValue: ({ number, attributes }) => {
    const x = number("x");
    const { clipValueMin, clipValueMax } = attributes as { clipValueMin: number; clipValueMax: number };
    return emit("Clip", [x, scalarLike(clipValueMin, x), scalarLike(clipValueMax, x)], x.shape, x.dtype);
  },
  Step: ({ number, attributes }) => {
    const x = number("x");
    const { alpha = 0 } = attributes as { alpha?: number };
    const zero = scalarLike(0, x);
    // NaN has to stay NaN, as the sign and the maximum of it do.
    if (alpha === 0) return emit("Max", [emit("Sign", [x], x.shape, x.dtype), zero], x.shape, x.dtype);
    const above = emit("Greater", [x, zero], x.shape, "bool");
    const notAbove = emit("LessOrEqual", [x, zero], x.shape, "bool");
    const rest = emit("Where", [notAbove, scalarLike(alpha, x), x], x.shape, x.dtype);
    return emit("Where", [above, scalarLike(1, x), rest], x.shape, x.dtype);
  },
};
