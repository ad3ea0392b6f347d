import { CheckpointError } from "../errors/checkpoint-error.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { elementBytesOf, floatTypes } from "./element-type.ts";
import { nearestName } from "./nearest-name.ts";

/** A parameter that a model wants. */
export interface WantedParameter {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Most names that a message lists. */
const maxListed = 10;

/** Tensors that are in many checkpoints and that transformers passes over too: buffers that are computed anew. */
const buffers = /(^|\.)(inv_freq|position_ids|(attn|attention)\.(bias|masked_bias))$/;

/** Output matrices, which a model with tied ones takes from its embedding. */
const heads = ["lm_head.weight", "embed_out.weight"];

const embeddings = /(^|\.)(embed_tokens|wte|embed_in)\.weight$/;

/**
 * Under which name a checkpoint has each parameter. As transformers does, it takes a base model's checkpoint, whose names lack
 * the first part (`h.0.ln_1.weight` for `transformer.h.0.ln_1.weight`), and a tied embedding that was saved as output matrix.
 *
 * @returns the checkpoint's name by the parameter's
 * @throws CheckpointError when parameters are missing, tensors are left over, or one has another shape or a type that cannot be
 *   read as float32
 */
export function matchParameters(checkpoint: Checkpoint, wanted: Iterable<WantedParameter>): Map<string, string> {
  const { tensors } = checkpoint;
  const parameters = [...wanted];
  const names = new Map<string, string>();
  const missing: string[] = [];
  for (const { name } of parameters) {
    const withoutPrefix = name.slice(name.indexOf(".") + 1);
    const stored = [name, withoutPrefix].find((candidate) => tensors.has(candidate));
    if (stored === undefined) missing.push(name);
    else names.set(name, stored);
  }
  const isWanted = (name: string) => names.has(name) || missing.includes(name);
  const tied = missing.find((name) => embeddings.test(name));
  const head = heads.find((name) => tensors.has(name) && !isWanted(name));
  if (tied !== undefined && head !== undefined) {
    names.set(tied, head);
    missing.splice(missing.indexOf(tied), 1);
  }

  const taken = new Set(names.values());
  const extra = [...tensors.keys()].filter((name) => !taken.has(name) && !buffers.test(name) && !heads.includes(name));
  if (missing.length > 0 || extra.length > 0) throw new CheckpointError(describe(checkpoint.path, missing, extra));
  for (const { name, shape } of parameters) {
    const stored = names.get(name)!;
    const tensor = tensors.get(stored)!;
    if (tensor.shape.join() !== shape.join())
      throw new CheckpointError(`${tensor.file}: ${stored} is [${tensor.shape}], the model wants [${shape}]`);
    if (Object.hasOwn(elementBytesOf, tensor.dtype) && !Object.hasOwn(floatTypes, tensor.dtype))
      throw new CheckpointError(`${tensor.file}: ${stored} has type ${tensor.dtype}; F32, F16 and BF16 can be read`);
  }
  return names;
}

function describe(path: string, missing: readonly string[], extra: readonly string[]): string {
  const list = (names: readonly string[]) =>
    names.slice(0, maxListed).join(", ") + (names.length > maxListed ? ` and ${names.length - maxListed} more` : "");
  const parts: string[] = [];
  if (missing.length > 0) {
    const proposed = missing.slice(0, maxListed).map((name) => {
      const near = nearestName(name, extra);
      return near === undefined ? name : `${name} (it has ${near})`;
    });
    parts.push(`has no tensor ${list([...proposed, ...missing.slice(maxListed)])}`);
  }
  if (extra.length > 0) parts.push(`has ${list(extra)}, which the model of its config does not`);
  return `${path} ${parts.join(", and ")}`;
}
