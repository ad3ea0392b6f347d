import type { TensorSignature } from "@neftune/engine";
import type { Tensor } from "@tensorflow/tfjs";
import { membersOf } from "../adapters/adapter-plan.ts";
import type { Architecture, ParameterSpec } from "../architectures/architecture.ts";
import { nestedBlockSize } from "./nested-scales.ts";
import { blockSize, type Quantization } from "./quantization.ts";
import type { QuantizedWeight } from "./quantized-linear.ts";

/** Tensors that a weight in 4 bits consists of, by what they are called behind its name. */
export function quantizedInputs(
  spec: ParameterSpec,
  { nested }: Quantization,
): Readonly<Record<string, TensorSignature>> {
  const [out, width] = rowsAndColumns(spec);
  const blocks = Math.ceil((out * width) / blockSize);
  return {
    codes: { shape: [out, width / 2], dtype: "uint8" },
    ...(nested
      ? {
          scaleCodes: { shape: [blocks], dtype: "uint8" },
          scaleFactors: { shape: [Math.ceil(blocks / nestedBlockSize)], dtype: "float32" },
          scaleOffset: { shape: [1], dtype: "float32" },
        }
      : { scales: { shape: [blocks], dtype: "float32" } }),
  };
}

/** The weight that tensors of these names make up. */
export function quantizedWeight(
  inputs: Readonly<Record<string, Tensor>>,
  prefix: string,
  { quantType, nested }: Quantization,
): QuantizedWeight {
  const input = (name: string) => inputs[`${prefix}.${name}`]!;
  const scales = nested
    ? { codes: input("scaleCodes"), scales: input("scaleFactors"), offset: input("scaleOffset") }
    : input("scales");
  return { quantType, codes: input("codes"), scales };
}

/** Whether a block's parameter is held in 4 bits: weights of linear layers, in rows of pairs. */
export function isQuantizable(spec: ParameterSpec): boolean {
  return spec.linear !== undefined && rowsAndColumns(spec)[1] % 2 === 0;
}

/** Outputs and inputs of a linear layer: in 4 bits its weight has a row for each output, however the checkpoint has it. */
export function rowsAndColumns({ shape, linear }: ParameterSpec): [out: number, width: number] {
  const [first, second] = shape as [number, number];
  return linear === "conv1d" ? [second, first] : [first, second];
}

/** The parameters that bitsandbytes replaces: weights of linear layers in blocks. Embedding, norms, biases and head stay. */
export function quantizableParameters(architecture: Architecture): ParameterSpec[] {
  return Array.from({ length: architecture.layers }, (_, layer) => architecture.blockParameters(layer))
    .flatMap((specs) => Object.values(specs).flatMap(membersOf))
    .filter(isQuantizable);
}
