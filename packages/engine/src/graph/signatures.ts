import type { TensorSignature } from "../device.ts";
import type { DataType } from "../dtype.ts";
import type { Value } from "./graph.ts";

/** Shapes and types of a graph's inputs or outputs. */
export function signatures(values: ReadonlyMap<string, Value>): Record<string, TensorSignature> {
  return Object.fromEntries([...values].map(([name, { shape, dtype }]) => [name, { shape, dtype: dtype as DataType }]));
}
