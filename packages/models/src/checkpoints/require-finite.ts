import { CheckpointError } from "../errors/checkpoint-error.ts";
import type { Checkpoint } from "./checkpoint.ts";

/** @throws CheckpointError when numbers that were read of a tensor are NaN or infinite */
export function requireFinite(checkpoint: Checkpoint, name: string, values: Float32Array): void {
  if (areFinite(values)) return;
  const { file } = checkpoint.tensors.get(name)!;
  throw new CheckpointError(`${file}: ${name} holds NaN or infinity; the model is damaged`);
}

/** One multiplication a number: 0 · NaN and 0 · ∞ are NaN, and a sum does not lose that. */
function areFinite(values: Float32Array): boolean {
  let zero = 0;
  for (let index = 0; index < values.length; index++) zero += values[index]! * 0;
  return zero === 0;
}
