import type { Graph } from "./graph.ts";
import { toOnnx } from "./onnx.ts";

/** Key of the note that tells which names differ from the function's own. */
export const namesKey = "neftune.names";

/** The function's own names of inputs and outputs that the file calls otherwise, by the file's. */
export interface RenamedPorts {
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * The graph as an .onnx file for others to read: inputs and outputs bear the function's own names, but for an output that is
 * called like an input, which `.out` is added to; and all intermediate results have a shape.
 */
export function saveOnnx(graph: Graph): Uint8Array {
  const taken = new Set<string>();
  const fileNames = (names: Iterable<string>, suffix: string) =>
    new Map(
      [...names].map((name) => {
        // Without a name, ONNX takes an input for one that is left out.
        let inFile = name || "unnamed";
        while (taken.has(inFile)) inFile += suffix;
        taken.add(inFile);
        return [name, inFile] as const;
      }),
    );
  const inputs = fileNames(graph.inputs.keys(), "_");
  const outputs = fileNames(graph.outputs.keys(), ".out");
  const renamed: RenamedPorts = { inputs: renamedOf(inputs), outputs: renamedOf(outputs) };
  const isOwn = Object.keys(renamed.inputs).length + Object.keys(renamed.outputs).length === 0;
  return toOnnx(graph, {
    names: { input: (name) => inputs.get(name)!, output: (name) => outputs.get(name)! },
    metadata: isOwn ? {} : { [namesKey]: JSON.stringify(renamed) },
    intermediateShapes: true,
  });
}

function renamedOf(names: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    [...names].filter(([name, inFile]) => name !== inFile).map(([name, inFile]) => [inFile, name]),
  );
}
