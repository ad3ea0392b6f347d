import { cast, emit, type KernelFamily, type KernelTranslation, scalar } from "./kernel.ts";

const unary =
  (op: string): KernelTranslation =>
  ({ input }) =>
    emit(op, [input("x")], input("x").shape, input("x").dtype);

/** One operand, element by element. */
export const unaryMath: KernelFamily = {
  Abs: unary("Abs"),
  Ceil: unary("Ceil"),
  Cos: unary("Cos"),
  Erf: unary("Erf"),
  Exp: unary("Exp"),
  Floor: unary("Floor"),
  Log: unary("Log"),
  Neg: unary("Neg"),
  Reciprocal: unary("Reciprocal"),
  Relu: unary("Relu"),
  Sigmoid: unary("Sigmoid"),
  Sign: unary("Sign"),
  Sin: unary("Sin"),
  Softplus: unary("Softplus"),
  Sqrt: unary("Sqrt"),
  Tanh: unary("Tanh"),
  Identity: ({ input }) => input("x"),
  Cast: ({ input, attributes }) => cast(input("x"), attributes.dtype),
  Square: ({ input }) => emit("Mul", [input("x"), input("x")], input("x").shape, input("x").dtype),
  Rsqrt: ({ input }) => {
    const x = input("x");
    return emit("Div", [scalar(1, "float32"), emit("Sqrt", [x], x.shape, x.dtype)], x.shape, x.dtype);
  },
  ClipByValue: ({ input, attributes }) => {
    const x = input("x");
    const bounds = [scalar(attributes.clipValueMin, "float32"), scalar(attributes.clipValueMax, "float32")];
    return emit("Clip", [x, ...bounds], x.shape, x.dtype);
  },
  Step: ({ input, attributes }) => {
    const x = input("x");
    const positive = emit("Greater", [x, scalar(0, "float32")], x.shape, "bool");
    return emit(
      "Where",
      [positive, scalar(1, "float32"), scalar(attributes.alpha ?? 0, "float32")],
      x.shape,
      "float32",
    );
  },
};
