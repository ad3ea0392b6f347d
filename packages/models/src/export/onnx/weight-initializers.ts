import {
  type Architecture,
  type BlockParameterSpecs,
  type ParameterSpec,
  type StackedParameterSpec,
  shapeOf,
} from "../../architectures/architecture.ts";
import type { DecodableModel } from "../../generation/decoding/decodable-model.ts";
import type { GraphBuilder } from "./graph-builder.ts";

/** Names of a part's parameters in the graph, by short name; their numbers are read from the device when they are written. */
export function weightInitializers(
  graph: GraphBuilder,
  { device, parameters }: DecodableModel,
  specs: BlockParameterSpecs,
): Record<string, string> {
  const tensors = parameters.part(specs);
  return Object.fromEntries(
    Object.entries(specs).map(([short, spec]) => {
      const read = async () => {
        const { buffer, byteOffset, byteLength } = await device.read(tensors[short]!);
        return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
      };
      return [short, graph.initializer({ name: nameOf(spec), shape: shapeOf(spec), dtype: "float32", read })];
    }),
  );
}

function nameOf(spec: ParameterSpec | StackedParameterSpec): string {
  return "stack" in spec ? spec.stack.map(({ name }) => name).join(" + ") : spec.name;
}

/** Every dimension of every parameter. */
export function parameterDimensions(architecture: Architecture): number[] {
  const { embedParameters, input, headParameters } = architecture;
  const parts = [embedParameters, input?.parameters ?? {}, architecture.blockParameters(0), headParameters];
  return parts.flatMap((part) => Object.values<ParameterSpec | StackedParameterSpec>(part)).flatMap(shapeOf);
}
