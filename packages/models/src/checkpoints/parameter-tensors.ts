import type { Device } from "@neftune/engine";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import type { ParameterLayout, ParameterTensors } from "../parameters.ts";
import { TensorCopier } from "./copy-tensor.ts";
import { isFloatType } from "./float-types.ts";
import { SafetensorsFile } from "./safetensors.ts";
import { writeSafetensors } from "./write-safetensors.ts";

/** Several numbers for every parameter, by the prefix that their names get in the file. */
type Prefixed = Readonly<Record<string, ParameterTensors>>;

/** Where the numbers are and how they lie: a model, or what of it is trained. */
export interface ParameterPlace {
  readonly device: Device;
  readonly layout: ParameterLayout;
}

/** Writes numbers that belong to parameters (moments, say) under `<prefix>.<parameter>`. */
export async function writeParameterTensors(
  path: string,
  { device, layout }: ParameterPlace,
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

/**
 * Reads them back. Tensors of other names are passed over.
 *
 * @param requireFinite refuse numbers that are none, which a training run that diverged may rightly have saved; default false
 * @throws CheckpointError when one is missing or of another shape, before any is read
 */
export async function readParameterTensors(
  path: string,
  { device, layout }: ParameterPlace,
  sets: Prefixed,
  { requireFinite = false }: { requireFinite?: boolean } = {},
): Promise<void> {
  await using file = await SafetensorsFile.open(path);
  for (const prefix of Object.keys(sets)) requireParameters(file, layout, prefix);
  const copier = new TensorCopier(device, { requireFinite });
  for (const [prefix, set] of Object.entries(sets)) {
    for (const name of layout.slots.keys()) {
      await copier.copy(file, withPrefix(prefix, name), set.get(name));
    }
  }
}

/**
 * Checks that a file is whole, and that it has every parameter under each of the prefixes.
 * @throws CheckpointError
 */
export async function checkParameterTensors(
  path: string,
  { layout }: Pick<ParameterPlace, "layout">,
  prefixes: readonly string[],
): Promise<void> {
  await using file = await SafetensorsFile.open(path);
  for (const prefix of prefixes) requireParameters(file, layout, prefix);
}

/** @throws CheckpointError when the file lacks a parameter, or has it in another shape or a type that cannot be read */
function requireParameters({ path, tensors }: SafetensorsFile, layout: ParameterLayout, prefix: string): void {
  for (const { name, shape } of layout.slots.values()) {
    const stored = withPrefix(prefix, name);
    const entry = tensors.get(stored);
    if (!entry) throw new CheckpointError(`${path} has no tensor ${stored}`);
    if (entry.shape.join() !== shape.join())
      throw new CheckpointError(`${path}: ${stored} is [${entry.shape}], the model wants [${shape}]`);
    if (!isFloatType(entry.dtype))
      throw new CheckpointError(`${path}: ${stored} has type ${entry.dtype}; F32, F16 and BF16 can be read`);
  }
}

function withPrefix(prefix: string, name: string): string {
  return prefix ? `${prefix}.${name}` : name;
}
