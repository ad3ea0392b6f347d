import { leaf, type Value } from "../../graph/graph.ts";
import { emit, type KernelFamily, scalar } from "./kernel.ts";

type Binary = (a: Value, b: Value) => Value;
const binary =
  (op: string): Binary =>
  (a, b) =>
    emit(op, [a, b], a.shape.length >= b.shape.length ? a.shape : b.shape, "float32");
const [add, sub, mul, div, pow] = ["Add", "Sub", "Mul", "Div", "Pow"].map(binary) as [
  Binary,
  Binary,
  Binary,
  Binary,
  Binary,
];

/** Sums over the channels up to `radius` away: a product with a matrix that has ones beside its diagonal. */
function neighbours(x: Value, radius: number): Value {
  const channels = x.shape.at(-1)!;
  const data = new Float32Array(channels * channels);
  data.forEach((_, i) => {
    data[i] = Math.abs(Math.floor(i / channels) - (i % channels)) <= radius ? 1 : 0;
  });
  return emit("MatMul", [x, leaf([channels, channels], "float32", { data })], x.shape, "float32");
}

interface ResponseAttributes {
  readonly depthRadius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

function responseNorm(x: Value, { depthRadius, bias, alpha }: ResponseAttributes): Value {
  return add(mul(neighbours(mul(x, x), depthRadius), scalar(alpha, "float32")), scalar(bias, "float32"));
}

/** Normalization with statistics that are given, and across neighbouring channels. */
export const normalization: KernelFamily = {
  FusedBatchNorm: ({ float, optional, attributes }) => {
    const x = float("x");
    const [scale, offset] = [optional("scale"), optional("offset")];
    const variance = add(float("variance"), scalar(attributes.varianceEpsilon ?? 0.001, "float32"));
    const deviation = emit("Sqrt", [variance], variance.shape, "float32");
    const centred = sub(x, float("mean"));
    const scaled = scale ? mul(centred, div(scale, deviation)) : div(centred, deviation);
    return offset ? add(scaled, offset) : scaled;
  },
  LRN: ({ float, attributes }) => {
    const norm = responseNorm(float("x"), attributes);
    return mul(float("x"), pow(norm, scalar(-attributes.beta, "float32")));
  },
  LRNGrad: ({ float, attributes }) => {
    const [x, y, dy] = [float("x"), float("y"), float("dy")];
    const { depthRadius, alpha, beta } = attributes as ResponseAttributes;
    const norm = responseNorm(x, attributes);
    const crossed = neighbours(div(mul(dy, y), norm), depthRadius);
    const direct = mul(dy, pow(norm, scalar(-beta, "float32")));
    return sub(direct, mul(mul(x, crossed), scalar(2 * alpha * beta, "float32")));
  },
};
