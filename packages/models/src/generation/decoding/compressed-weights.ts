import { type Device, type QuantizedMatrix, quantizedMatMul, quantizeMatrix } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import type { PartTensors } from "../../programs/model-parts.ts";
import { partSpec, weightsOf } from "../../programs/part.ts";
import type { DecodableModel } from "./decodable-model.ts";
import type { DecodingWeights } from "./decoding-weights.ts";

/** How many bits a number of a weight has; one factor for every 32 of them comes on top. */
export type WeightBits = 4 | 8;

/**
 * The model's matrices as they are now, rounded to 8 or 4 bits, for the tokens after the prompts; the output matrix is always
 * rounded to 8. They become parts of programs, one a layer, so that a runtime can lay them out as it likes.
 *
 * @param model in float32, without an adapter beside its weights
 */
export async function compressedWeights(model: DecodableModel, bits: WeightBits): Promise<DecodingWeights> {
  const { device, architecture, parts } = model;
  const blocks: Compressed[] = [];
  for (const block of parts.blocks) blocks.push(await compress(device, block, [...block.part.linears.keys()], bits));
  const head = await compress(device, parts.head, ["lmHead"], 8);
  const key = `${bits} bits, ${copies++}`;
  return {
    blockKey: (layer) => `${key}, ${layer}`,
    blockSpec: (layer) => blocks[layer]!.spec,
    blockTensors: (layer) => blocks[layer]!.tensors,
    block: (layer, tensors) => {
      const weights = weightsOf(blocks[layer]!.part, tensors);
      const linear = (name: string, x: tf.Tensor) => {
        const y = quantizedMatMul(x, blocks[layer]!.matrices.get(name)!);
        const bias = weights[`${name}Bias`];
        return bias ? tf.add(y, bias) : y;
      };
      return { weights, linear };
    },
    headKey: key,
    headSpec: head.spec,
    headTensors: head.tensors,
    logits: (x, tensors) =>
      quantizedMatMul(architecture.output(x, weightsOf(head.part, tensors)), head.matrices.get("lmHead")!),
  };
}

/** Two copies of one model's weights are not to share programs. */
let copies = 0;

/** A part of a model whose matrices are in few bits, and what is left of its inputs. */
type Compressed = Pick<PartTensors, "part" | "tensors"> & {
  readonly spec: ReturnType<typeof partSpec>;
  readonly matrices: ReadonlyMap<string, QuantizedMatrix>;
};

async function compress(
  device: Device,
  { part, tensors }: PartTensors,
  shorts: readonly string[],
  bits: WeightBits,
): Promise<Compressed> {
  const matrices = new Map<string, QuantizedMatrix>();
  const taken = new Set<string>();
  for (const short of shorts) {
    const names = part.sources[short]!;
    const values = new Float32Array(names.reduce((sum, name) => sum + tensors[name]!.size, 0));
    let offset = 0;
    for (const name of names) {
      values.set(await device.read(tensors[name]!), offset);
      offset += tensors[name]!.size;
      taken.add(name);
    }
    const columns = tensors[names[0]!]!.shape[1]!;
    const shape = [values.length / columns, columns] as const;
    const matrix = part.linears.get(short)?.isConv1d ? turned(values, shape) : { values, shape };
    matrices.set(short, quantizeMatrix(matrix.values, matrix.shape, bits));
  }
  const without = <T>(entries: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(entries).filter(([name]) => !taken.has(name)));
  const sources = Object.fromEntries(Object.entries(part.sources).filter(([short]) => !matrices.has(short)));
  const spec = without(partSpec(part));
  return { part: { ...part, sources }, tensors: without(tensors), spec, matrices };
}

/** The transpose. */
function turned(values: Float32Array, [rows, columns]: readonly [number, number]) {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) result[column * rows + row] = values[row * columns + column]!;
  return { values: result, shape: [columns, rows] as const };
}
