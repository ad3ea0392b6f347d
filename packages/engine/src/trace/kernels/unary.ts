import { cast, emit, type KernelFamily, type KernelTranslation, scalar, scalarLike } from "./kernel.ts";

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
  Identity: ({ input }) => input("x"),
  Cast: ({ input, attributes, refuse }) => {
    const { dtype } = attributes as { dtype: string };
    if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool") return refuse(`there is no type ${dtype}`);
    const x = input("x");
    if (x.dtype !== "float32" || dtype !== "int32") return cast(x, dtype);
    // ONNX leaves open what becomes of NaN, infinities and what is too large; here it is 0.
    const magnitude = emit("Abs", [x], x.shape, "float32");
    const fits = emit("Less", [magnitude, scalar(2 ** 31, "float32")], x.shape, "bool");
    return cast(emit("Where", [fits, x, scalar(0, "float32")], x.shape, "float32"), "int32");
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
