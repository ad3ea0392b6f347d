import { SetupError } from "../errors/setup-error.ts";
import type { Environment } from "./environment.ts";
import { type ProcessResult, runProcess } from "./run-process.ts";

/** A Python that can be run. */
export type Python = (args: readonly string[], signal?: AbortSignal) => Promise<ProcessResult | null>;

/** Commands that may be a Python: the one in NEFTUNE_PYTHON alone, where it is set. */
export function pythonCommands(env: Environment, platform: NodeJS.Platform = process.platform): readonly string[] {
  if (env.NEFTUNE_PYTHON) return [env.NEFTUNE_PYTHON];
  return platform === "win32" ? ["python", "py", "python3"] : ["python3", "python"];
}

/** Runs `command`, a Python, with settings of pip that would get in the way taken out of its environment. */
export function pythonAt(command: string, env: Environment): Python {
  const { PIP_USER: _, PIP_TARGET: __, PIP_PREFIX: ___, ...rest } = env;
  return (args, signal) =>
    runProcess(command, args, { env: { ...rest, PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_NO_INPUT: "1" }, signal });
}

/**
 * The first Python with pip.
 *
 * @param what is to be brought, for the message
 * @throws SetupError when there is none
 */
export async function requirePip(env: Environment, what: string, signal?: AbortSignal): Promise<Python> {
  const commands = pythonCommands(env);
  const lacking: string[] = [];
  for (const command of commands) {
    const python = pythonAt(command, env);
    const result = await python(["-m", "pip", "--version"], signal);
    if (result?.code === 0) return python;
    lacking.push(result === null ? `there is no ${command}` : `${command} has no pip`);
  }
  throw new SetupError(
    `${what} comes through Python's pip, and ${lacking.join(", ")}: install Python 3 with pip, ` +
      "or name one that has it in NEFTUNE_PYTHON",
  );
}
