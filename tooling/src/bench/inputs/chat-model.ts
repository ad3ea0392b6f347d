import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Folder of SmolLM2-135M-Instruct, which `NEFTUNE_SMOLLM2` names; null where there is none. */
export function findChatModel(env: NodeJS.ProcessEnv): string | null {
  const folder = env.NEFTUNE_SMOLLM2 ?? join(homedir(), ".cache/neftune-peer/smollm2");
  return existsSync(join(folder, "model.safetensors")) ? folder : null;
}
