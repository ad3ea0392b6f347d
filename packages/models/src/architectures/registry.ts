import type { ModelConfig } from "../checkpoints/model-config.ts";
import { nearestName } from "../checkpoints/nearest-name.ts";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import type { Architecture } from "./architecture.ts";
import { gemma } from "./gemma.ts";
import { gemma3 } from "./gemma3.ts";
import { gptNeox } from "./gpt-neox.ts";
import { gpt2 } from "./gpt2.ts";
import { llama, llamaConfig } from "./llama.ts";
import { mistral } from "./mistral.ts";
import { opt } from "./opt.ts";
import { phi3 } from "./phi3.ts";
import { qwen2 } from "./qwen2.ts";
import { qwen3 } from "./qwen3.ts";
import { smollm3 } from "./smollm3.ts";

/** Architectures by config.json's `model_type`. */
const architectures: Readonly<Record<string, (config: ModelConfig) => Architecture>> = {
  gemma,
  gemma3_text: gemma3,
  gpt2,
  gpt_neox: gptNeox,
  llama: (config) => llama(llamaConfig(config)),
  mistral,
  opt,
  phi3,
  qwen2,
  qwen3,
  smollm3,
};

/** Every `model_type` that is supported. */
export const modelTypes: readonly string[] = Object.keys(architectures);

/** @throws CheckpointError when the architecture is not supported. */
export function architectureOf(config: ModelConfig): Architecture {
  const type = config.json.model_type;
  const create = typeof type === "string" && Object.hasOwn(architectures, type) ? architectures[type] : undefined;
  if (create) return create(config);
  const nearest = typeof type === "string" ? ` (the nearest to it is ${nearestType(type)})` : "";
  throw new CheckpointError(
    `${config.path}: model_type ${JSON.stringify(type)} is not supported; supported: ${modelTypes.join(", ")}${nearest}`,
  );
}

/** The one that begins as `type` does, or else differs in the fewest letters. */
function nearestType(type: string): string | undefined {
  const shown = type.slice(0, 64);
  return modelTypes.find((known) => known.startsWith(shown)) ?? nearestName(shown, modelTypes, shown.length);
}
