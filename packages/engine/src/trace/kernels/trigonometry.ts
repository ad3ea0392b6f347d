import type { Value } from "../../graph/graph.ts";
import { broadcastShape, cast, emit, type KernelFamily, type KernelTranslation, scalar, toInt32 } from "./kernel.ts";

/** Computed in floating point; tfjs makes int32 of it again where the operand was. */
const float =
  (op: string): KernelTranslation =>
  ({ number }) => {
    const x = number("x");
    const y = emit(op, [cast(x, "float32")], x.shape, "float32");
    return x.dtype === "int32" ? toInt32(y) : y;
  };

/** Whether the sign is minus, of −0 too. */
function isNegative(x: Value): Value {
  const [zero, one] = [scalar(0, "float32"), scalar(1, "float32")];
  const below = emit("Less", [x, zero], x.shape, "bool");
  const inverse = emit("Div", [one, x], x.shape, "float32");
  return emit("Or", [below, emit("Less", [inverse, zero], x.shape, "bool")], x.shape, "bool");
}

/** The angle of (x, y) from the arctangent of |y| / |x|, moved into the right quadrant. */
function atan2(y: Value, x: Value): Value {
  const shape = broadcastShape(y, x);
  const where = (condition: Value, then: Value, otherwise: Value) =>
    emit("Where", [condition, then, otherwise], shape, "float32");
  const [height, width] = [y, x].map((value) => emit("Abs", [value], value.shape, "float32")) as [Value, Value];
  const ratio = emit("Div", [height, width], shape, "float32");
  // 0 / 0 and ∞ / ∞ have no ratio, but an angle.
  const diagonal = emit("Sign", [height], height.shape, "float32");
  const isDiagonal = emit("Equal", [height, width], shape, "bool");
  const angle = emit("Atan", [where(isDiagonal, diagonal, ratio)], shape, "float32");
  const left = emit("Sub", [scalar(Math.PI, "float32"), angle], shape, "float32");
  const upper = where(isNegative(x), left, angle);
  return where(isNegative(y), emit("Neg", [upper], shape, "float32"), upper);
}

/** Circular and hyperbolic functions beside the sine, the cosine and the hyperbolic tangent. */
export const trigonometry: KernelFamily = {
  Acos: float("Acos"),
  Acosh: float("Acosh"),
  Asin: float("Asin"),
  Asinh: float("Asinh"),
  Atan: float("Atan"),
  Atanh: float("Atanh"),
  Cosh: float("Cosh"),
  Sinh: float("Sinh"),
  Tan: float("Tan"),
  Atan2: ({ number }) => {
    const [a, b] = [number("a"), number("b")];
    const angle = atan2(cast(a, "float32"), cast(b, "float32"));
    return a.dtype === "int32" ? toInt32(angle) : angle;
  },
};
