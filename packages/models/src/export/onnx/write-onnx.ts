import { join } from "node:path";
import {
  bytesField,
  concatBytes,
  type GraphType,
  integerField,
  irVersion,
  onnxType,
  opsetVersion,
  valueInfo,
  varint,
} from "@neftune/engine/graph";
import { writeFileWhole, writeFully } from "../../checkpoints/write-file.ts";
import type { GraphBuilder, Initializer } from "./graph-builder.ts";

/** An input or output; dimensions that are not fixed have names. */
export interface OnnxPort {
  readonly name: string;
  readonly shape: readonly (number | string)[];
  readonly dtype: GraphType;
}

/** Protobuf's limit of 2 GiB, less what is no weight. */
const largestFile = 2_000_000_000;

/** Numbers below this size stay in the file in any case. */
const smallInitializer = 4096;

const elementBytes = { float32: 4, int32: 4, int64: 8, bool: 1, uint8: 1 } as const;

function bytesOf({ shape, dtype }: Initializer): number {
  return shape.reduce((product, dimension) => product * dimension, elementBytes[dtype]);
}

/**
 * Writes model.onnx, and beside it model.onnx_data where the weights are more than one file may hold. Weights are read one at a
 * time.
 *
 * @param limit bytes of weights beyond which they have a file of their own
 * @returns the files' names
 */
export async function writeOnnx(
  folder: string,
  graph: GraphBuilder,
  ports: { readonly inputs: readonly OnnxPort[]; readonly outputs: readonly OnnxPort[] },
  limit = largestFile,
): Promise<string[]> {
  const initializers = [...graph.initializers.values()];
  const total = initializers.reduce((sum, initializer) => sum + bytesOf(initializer), 0);
  const isOutside = (initializer: Initializer) => total > limit && bytesOf(initializer) >= smallInitializer;
  const dataName = "model.onnx_data";
  const outside = initializers.filter(isOutside);
  if (outside.length > 0)
    await writeFileWhole(join(folder, dataName), async (handle) => {
      for (const initializer of outside) await writeFully(handle, await initializer.read());
    });

  let offset = 0;
  const tensors = initializers.map((initializer) => {
    const { name, shape, dtype } = initializer;
    const fields = [
      ...shape.map((dimension) => integerField(1, dimension)),
      integerField(2, onnxType[dtype]),
      bytesField(8, name),
    ];
    const size = bytesOf(initializer);
    if (!isOutside(initializer)) {
      // raw_data, whose bytes follow.
      const head = concatBytes([...fields, header(9, size)]);
      return { head: concatBytes([header(5, head.length + size), head]), initializer, size };
    }
    const places = { location: dataName, offset: String(offset), length: String(size) };
    offset += size;
    const entries = Object.entries(places).map(([key, value]) =>
      bytesField(13, [bytesField(1, key), bytesField(2, value)]),
    );
    return { head: bytesField(5, [...fields, ...entries, integerField(14, 1)]), initializer: null, size: 0 };
  });
  const rest = concatBytes([
    ...graph.nodes,
    bytesField(2, "model"),
    ...ports.inputs.map(({ name, shape, dtype }) => bytesField(11, valueInfo(name, shape, dtype))),
    ...ports.outputs.map(({ name, shape, dtype }) => bytesField(12, valueInfo(name, shape, dtype))),
  ]);
  const graphBytes = tensors.reduce((sum, { head, size }) => sum + head.length + size, rest.length);
  await writeFileWhole(join(folder, "model.onnx"), async (handle) => {
    const opset = bytesField(8, [bytesField(1, ""), integerField(2, opsetVersion)]);
    const first = concatBytes([
      integerField(1, irVersion),
      bytesField(2, "neftune"),
      opset,
      header(7, graphBytes),
      rest,
    ]);
    await writeFully(handle, first);
    for (const { head, initializer } of tensors) {
      await writeFully(handle, head);
      if (initializer) await writeFully(handle, await initializer.read());
    }
  });
  return outside.length > 0 ? ["model.onnx", dataName] : ["model.onnx"];
}

/** Field number, wire type 2, and the length of what follows. */
function header(field: number, length: number): Uint8Array {
  return Uint8Array.from([...varint((field << 3) | 2), ...varint(length)]);
}
