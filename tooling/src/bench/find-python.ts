import { fileURLToPath } from "node:url";
import { BenchError } from "./bench-error.ts";
import { runProgram } from "./run-program.ts";

/** Why a peer is absent. */
export const noPython = "no Python with PyTorch was found";

/** A Python that has PyTorch. */
export interface Python {
  readonly path: string;
  readonly versions: Versions;
}

/** Versions of what the peers need; null for what is not there. */
export interface Versions {
  readonly python: string;
  readonly torch: string | null;
  readonly transformers: string | null;
  readonly trl: string | null;
  /** CUDA that PyTorch can use. */
  readonly cuda: string | null;
}

/**
 * The Python that `PEER_PYTHON` or `NEFTUNE_PYTHON` names, or `python3`; null where the last has no PyTorch.
 *
 * @throws BenchError when one is named that has none
 */
export async function findPython(env: NodeJS.ProcessEnv, cwd: string): Promise<Python | null> {
  const named = env.PEER_PYTHON ?? env.NEFTUNE_PYTHON;
  const path = named ?? "python3";
  const script = fileURLToPath(new URL("./peers/versions.py", import.meta.url));
  const versions = await runProgram<Versions>([path, "-B", script], { cwd, env }).catch((cause) => {
    if (named === undefined) return null;
    throw new BenchError(`${named} is no Python that can be used: ${cause.message}`, { cause });
  });
  if (versions?.torch) return { path, versions };
  if (named === undefined) return null;
  throw new BenchError(`${named} has no PyTorch: install torch, transformers and trl, or name another Python`);
}
