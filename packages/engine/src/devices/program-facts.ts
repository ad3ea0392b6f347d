import type { InputSpec, Program, ProgramPlan, TensorFunction } from "../device.ts";
import { bytesPerElement, sizeOf } from "../dtype.ts";
import type { Graph } from "../graph/graph.ts";
import { inPlaceInputs } from "../graph/in-place.ts";
import { countOperators, planMemory } from "../graph/memory-plan.ts";
import { saveOnnx } from "../graph/save-onnx.ts";
import { trace } from "../trace/tracer.ts";
import type { Executable } from "./executable.ts";

/** What can be said of a program without running it. */
export interface ProgramFacts {
  inPlace(): Program["inPlace"];
  explain(): ProgramPlan;
  save(): Uint8Array;
}

/** Of a graph that was compiled. */
export function graphFacts(graph: Graph, executable: Executable): ProgramFacts {
  return {
    inPlace: () => inPlaceInputs(graph),
    explain: () => {
      const planned = planMemory(graph);
      return planOf({
        ...planned,
        scratch: executable.scratch ?? planned.scratch,
        operators: countOperators(graph.nodes),
      });
    },
    save: () => saveOnnx(graph),
  };
}

/** Of a function that tfjs calls anew each time: all is computed before anything is written. */
export function eagerFacts(fn: TensorFunction, spec: InputSpec, { inputs, outputs }: Executable): ProgramFacts {
  const bytes = (signatures: Program["inputs"]) =>
    Object.values(signatures).reduce((sum, { shape, dtype }) => sum + sizeOf(shape) * bytesPerElement(dtype), 0);
  const alike = ({ shape, dtype }: Program["inputs"][string]) =>
    Object.keys(inputs).filter(
      (name) => inputs[name]!.dtype === dtype && String(inputs[name]!.shape) === String(shape),
    );
  return {
    inPlace: () => Object.fromEntries(Object.entries(outputs).map(([name, signature]) => [name, alike(signature)])),
    explain: () =>
      planOf({ inputs: bytes(inputs), outputs: bytes(outputs), constants: 0, scratch: null, operators: {} }),
    save: () => saveOnnx(trace(fn, spec)),
  };
}

function planOf(plan: Omit<ProgramPlan, "summary">): ProgramPlan {
  const { inputs, outputs, constants, scratch, operators } = plan;
  const used = Object.entries(operators).map(([op, count]) => `${count} ${op}`);
  const lines = [
    `inputs     ${megabytes(inputs)}`,
    `outputs    ${megabytes(outputs)}`,
    `constants  ${megabytes(constants)}`,
    `scratch    ${scratch === null ? "not planned" : megabytes(scratch)}`,
    `operators  ${used.join(", ") || "not compiled"}`,
  ];
  return { ...plan, summary: lines.join("\n") };
}

/** Bytes in words. */
export function megabytes(bytes: number): string {
  return bytes < 10_000 ? `${bytes} bytes` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 1)} MB`;
}
