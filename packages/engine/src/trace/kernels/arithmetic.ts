import { broadcastShape, emit, type KernelFamily, type KernelTranslation } from "./kernel.ts";

const binary =
  (op: string): KernelTranslation =>
  ({ number }) => {
    const [a, b] = [number("a"), number("b")];
    return emit(op, [a, b], broadcastShape(a, b), a.dtype);
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
