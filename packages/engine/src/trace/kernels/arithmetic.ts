import { broadcastShape, cast, emit, type KernelFamily, type KernelTranslation } from "./kernel.ts";

const binary =
  (op: string): KernelTranslation =>
  ({ input }) =>
    emit(op, [input("a"), input("b")], broadcastShape(input("a"), input("b")), input("a").dtype);

const comparison =
  (op: string): KernelTranslation =>
  ({ input }) =>
    emit(op, [input("a"), input("b")], broadcastShape(input("a"), input("b")), "bool");

const logical =
  (op: string): KernelTranslation =>
  ({ input }) =>
    emit(op, [cast(input("a"), "bool"), cast(input("b"), "bool")], broadcastShape(input("a"), input("b")), "bool");

/** Two operands, element by element, with broadcasting. */
export const arithmetic: KernelFamily = {
  Add: binary("Add"),
  Sub: binary("Sub"),
  Multiply: binary("Mul"),
  RealDiv: binary("Div"),
  Maximum: binary("Max"),
  Minimum: binary("Min"),
  Pow: binary("Pow"),
  SquaredDifference: ({ input }) => {
    const difference = emit("Sub", [input("a"), input("b")], broadcastShape(input("a"), input("b")), input("a").dtype);
    return emit("Mul", [difference, difference], difference.shape, difference.dtype);
  },
  AddN: ({ inputs }) => inputs.reduce((sum, value) => emit("Add", [sum, value], broadcastShape(sum, value), sum.dtype)),
  Greater: comparison("Greater"),
  GreaterEqual: comparison("GreaterOrEqual"),
  Less: comparison("Less"),
  LessEqual: comparison("LessOrEqual"),
  Equal: comparison("Equal"),
  NotEqual: ({ input }) => {
    const shape = broadcastShape(input("a"), input("b"));
    return emit("Not", [emit("Equal", [input("a"), input("b")], shape, "bool")], shape, "bool");
  },
  LogicalAnd: logical("And"),
  LogicalOr: logical("Or"),
  LogicalNot: ({ input }) => emit("Not", [cast(input("x"), "bool")], input("x").shape, "bool"),
  Select: ({ input }) => {
    const [condition, then, otherwise] = [input("condition"), input("t"), input("e")];
    return emit("Where", [cast(condition, "bool"), then, otherwise], then.shape, then.dtype);
  },
};
