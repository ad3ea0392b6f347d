import type { Device } from "@neftune/engine";
import type { ModelParts, PartTensors } from "../../programs/model-parts.ts";
import type { GraphBuilder } from "./graph-builder.ts";

/** Names of a part's inputs in the graph; their numbers are read from the device when they are written. */
export function weightInitializers(
  graph: GraphBuilder,
  device: Device,
  { part, tensors }: PartTensors,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(part.inputs).map(([input, { names, shape, dtype = "float32" }]) => {
      const read = async () => {
        const { buffer, byteOffset, byteLength } = await device.read(tensors[input]!);
        return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
      };
      return [input, graph.initializer({ name: names.join(" + "), shape, dtype, read })];
    }),
  );
}

/** Every dimension of every parameter. */
export function parameterDimensions({ all }: ModelParts): number[] {
  return all.flatMap(({ part }) => Object.values(part.inputs)).flatMap(({ shape }) => shape);
}
