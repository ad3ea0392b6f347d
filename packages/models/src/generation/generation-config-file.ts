import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { GenerationConfigError } from "../errors/generation-config-error.ts";
import { type GenerationConfig, generationConfig, generationKeys } from "./generation-config.ts";

/**
 * How a model's folder wants text to be generated: its generation_config.json, over transformers' defaults. Where that names no
 * end token, config.json's are taken. Settings of what is not done here (beams, for one) are passed over.
 *
 * @param modelConfig the folder's config.json
 * @throws CheckpointError when generation_config.json cannot be read, or has a value that cannot be used
 */
export async function readGenerationConfig(
  folder: string,
  modelConfig: Readonly<Record<string, unknown>>,
): Promise<GenerationConfig> {
  const path = join(folder, "generation_config.json");
  const json = await readObject(path);
  const settings: Record<string, unknown> = {};
  for (const key of generationKeys) {
    // Ours alone.
    if (key === "seed") continue;
    const value = json[snakeCase(key)];
    if (value !== undefined && value !== null) settings[key] = isList(key) && !Array.isArray(value) ? [value] : value;
  }
  settings.eosTokenId ??= endTokens(modelConfig.eos_token_id);
  try {
    return generationConfig(settings as Partial<GenerationConfig>);
  } catch (cause) {
    if (!GenerationConfigError.isInstance(cause)) throw cause;
    throw new CheckpointError(`${path}: ${snakeCase(cause.key)}: ${cause.message}`, { cause });
  }
}

async function readObject(path: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" || (error as NodeJS.ErrnoException).code === "ENOTDIR")
      return {};
    throw new CheckpointError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== "object" || json === null || Array.isArray(json)) throw new Error("it is not an object");
    return json as Record<string, unknown>;
  } catch (error) {
    throw new CheckpointError(`${path} is not valid JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** One id, several, or none, as config.json has them. */
function endTokens(value: unknown): number[] {
  const ids = Array.isArray(value) ? value : [value];
  return ids.filter((id) => Number.isSafeInteger(id) && id >= 0);
}

function isList(key: keyof GenerationConfig): boolean {
  return key === "eosTokenId" || key === "stopStrings";
}

function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
