import { sizeOf } from "../../checkpoints/checkpoint.ts";
import type { GgufNaming } from "../../checkpoints/gguf/naming.ts";
import type { Heads } from "../../checkpoints/gguf/rearrange.ts";
import type { TensorToWrite } from "../../checkpoints/write-safetensors.ts";
import { ExportError } from "../../errors/export-error.ts";
import { arranged } from "./arrange.ts";
import { type GgufElementType, ggufElementTypes } from "./element-types.ts";
import type { GgufTensorToWrite } from "./write-gguf.ts";

/**
 * A parameter as llama.cpp has it: its name, the order of its elements, and their type.
 *
 * @param matrixType of matrices whose rows are whole blocks of it; other matrices are F16
 */
export function ggufTensor(
  naming: GgufNaming,
  tensor: TensorToWrite,
  heads: Heads,
  matrixType: GgufElementType,
): GgufTensorToWrite {
  const { layer, name } = ggufName(naming, tensor.name);
  const { shape, arrange } = arranged(naming, name, tensor.shape, heads);
  const type = elementType(name, shape, matrixType);
  return {
    name: layer === null ? name : `blk.${layer}.${name}`,
    shape,
    type: type.number,
    byteLength: (sizeOf(shape) / type.blockSize) * type.blockBytes,
    read: async () => type.encode(arrange(await tensor.read())),
  };
}

/** A tensor that is no parameter. */
export function vectorTensor(name: string, values: Float32Array): GgufTensorToWrite {
  const { number, encode } = ggufElementTypes.F32;
  return {
    name,
    shape: [values.length],
    type: number,
    byteLength: values.byteLength,
    read: async () => encode(values),
  };
}

function elementType(name: string, shape: readonly number[], matrixType: GgufElementType): GgufElementType {
  if (shape.length === 1 || name.startsWith("position_embd")) return ggufElementTypes.F32;
  return shape.at(-1)! % matrixType.blockSize === 0 ? matrixType : ggufElementTypes.F16;
}

function ggufName({ layers, modules }: GgufNaming, huggingFace: string): { layer: string | null; name: string } {
  const inLayer = huggingFace.startsWith(`${layers}.`) ? huggingFace.slice(layers.length + 1) : null;
  const [, layer = null, module, kind] = /^(?:(\d+)\.)?(.+)\.(weight|bias)$/.exec(inLayer ?? huggingFace) ?? [];
  const found = Object.entries(modules).find(([, name]) => name === module);
  if (!found) throw new ExportError(`llama.cpp has no place for ${huggingFace}`);
  return { layer, name: `${found[0]}.${kind}` };
}
