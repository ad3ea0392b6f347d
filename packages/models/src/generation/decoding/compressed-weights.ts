import { type QuantizedMatrix, quantizedMatMul, quantizeMatrix } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import { type ParameterSpec, type StackedParameterSpec, shapeOf } from "../../architectures/architecture.ts";
import type { DecodableModel } from "./decodable-model.ts";
import type { DecodingWeights } from "./decoding-weights.ts";
import { residentWeights } from "./resident-weights.ts";

/** How many bits a number of a weight has; one factor for every 32 of them comes on top. */
export type WeightBits = 4 | 8;

/**
 * The model's matrices as they are now, rounded to 8 or 4 bits, for the tokens after the prompts; the output matrix is always
 * rounded to 8. They become parts of programs, one a layer, so that a runtime can lay them out as it likes.
 */
export async function compressedWeights(model: DecodableModel, bits: WeightBits): Promise<DecodingWeights> {
  const { architecture } = model;
  const resident = residentWeights(model);
  const layers: ReadonlyMap<string, QuantizedMatrix>[] = [];
  for (let layer = 0; layer < architecture.layers; layer++) {
    const matrices = new Map<string, QuantizedMatrix>();
    for (const [name, spec] of Object.entries(architecture.blockParameters(layer)))
      if (linearKind(spec)) matrices.set(name, await compress(model, { [name]: spec }, bits));
    layers.push(matrices);
  }
  const { lmHead, ...headRest } = architecture.headParameters;
  const head = await compress(model, { lmHead: lmHead! }, 8);
  const key = `${bits} ${nextKey++}`;
  const without = <T>(values: Readonly<Record<string, T>>, matrices: { has(name: string): boolean }) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !matrices.has(name)));
  const shapes = Object.fromEntries(Object.entries(headRest).map(([name, { shape }]) => [name, shape]));
  return {
    programKey: (layer) => `${key} ${layer}`,
    blockSpec: (layer) => without(resident.blockSpec(layer), layers[layer]!),
    blockTensors: (layer) => without(resident.blockTensors(layer), layers[layer]!),
    linear: (layer, tensors) => (name, x) => {
      const y = quantizedMatMul(x, layers[layer]!.get(name)!);
      const bias = tensors[`${name}Bias`];
      return bias ? tf.add(y, bias) : y;
    },
    headSpec: () => shapes,
    headTensors: () => model.parameters.part(headRest),
    logits: (hidden) => quantizedMatMul(hidden, head),
  };
}

/** Two copies of one model's weights are not to share programs. */
let nextKey = 0;

function linearKind(spec: ParameterSpec | StackedParameterSpec): ParameterSpec["linear"] {
  return ("stack" in spec ? spec.stack[0]! : spec).linear;
}

/** @param spec of one matrix, by any name */
async function compress(
  { device, parameters }: DecodableModel,
  spec: Readonly<Record<string, ParameterSpec | StackedParameterSpec>>,
  bits: WeightBits,
): Promise<QuantizedMatrix> {
  const [name, one] = Object.entries(spec)[0]!;
  const values = (await device.read(parameters.part(spec)[name]!)) as Float32Array;
  const [rows, columns] = shapeOf(one) as [number, number];
  if (linearKind(one) !== "conv1d") return quantizeMatrix(values, [rows, columns], bits);
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column]!;
  return quantizeMatrix(turned, [columns, rows], bits);
}
