import type { CausalLM } from "../causal-lm.ts";
import { CheckpointError } from "../errors.ts";
import type { ParameterTensors } from "../parameters.ts";
import { SafetensorsFile } from "./safetensors.ts";
import { writeSafetensors } from "./write-safetensors.ts";

/** Several numbers for every parameter, by the prefix that their names get in the file. */
type Prefixed = Readonly<Record<string, ParameterTensors>>;

/** Writes numbers that belong to parameters (moments, say) under `<prefix>.<parameter>`. */
export async function writeParameterTensors(
  path: string,
  { device, layout }: CausalLM,
  sets: Prefixed,
  dtype: "F32" | "BF16" = "F32",
): Promise<void> {
  const tensors = Object.entries(sets).flatMap(([prefix, set]) =>
    [...layout.slots.values()].map(({ name, shape }) => ({
      name: withPrefix(prefix, name),
      shape,
      read: async () => (await device.read(set.get(name))) as Float32Array,
    })),
  );
  await writeSafetensors(path, tensors, dtype);
}

/** Reads them back. @throws CheckpointError when one is missing or of another shape */
export async function readParameterTensors(path: string, { device, layout }: CausalLM, sets: Prefixed): Promise<void> {
  await using file = await SafetensorsFile.open(path);
  for (const [prefix, set] of Object.entries(sets)) {
    for (const { name, shape } of layout.slots.values()) {
      const stored = withPrefix(prefix, name);
      const entry = file.tensors.get(stored);
      if (!entry) throw new CheckpointError(`${path} has no tensor ${stored}`);
      if (entry.shape.join() !== shape.join())
        throw new CheckpointError(`${path}: ${stored} is [${entry.shape}], the model wants [${shape}]`);
      device.write(set.get(name), await file.read(stored));
    }
  }
}

function withPrefix(prefix: string, name: string): string {
  return prefix ? `${prefix}.${name}` : name;
}
