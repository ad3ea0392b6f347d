import type { ModelConfig } from "../checkpoints/model-config.ts";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import type { Architecture } from "./architecture.ts";
import { llama, llamaConfig } from "./llama.ts";

/** Architectures by config.json's `model_type`. */
const architectures: Readonly<Record<string, (config: ModelConfig) => Architecture>> = {
  llama: (config) => llama(llamaConfig(config)),
};

/** @throws CheckpointError when the architecture is not supported. */
export function architectureOf(config: ModelConfig): Architecture {
  const type = config.json.model_type;
  const create = typeof type === "string" && Object.hasOwn(architectures, type) ? architectures[type] : undefined;
  if (!create) {
    const known = Object.keys(architectures).join(", ");
    throw new CheckpointError(
      `${config.path}: model_type ${JSON.stringify(type)} is not supported; supported: ${known}`,
    );
  }
  return create(config);
}
