import { SetupError } from "../../errors/setup-error.ts";
import type { Environment } from "../environment.ts";
import { runProcess } from "../run-process.ts";

/** Programs that the addon is built with. */
export interface BuildTools {
  /** A C++ compiler that is called like g++. */
  readonly compiler: string;
  readonly npm: string;
}

/**
 * Looks for what the addon is built with, before anything is downloaded.
 *
 * @throws SetupError when something is missing, or the system is none for which TensorFlow's wheel has the library
 */
export async function requireTools(
  env: Environment,
  { platform = process.platform, signal }: { platform?: NodeJS.Platform; signal?: AbortSignal } = {},
): Promise<BuildTools> {
  if (platform !== "linux")
    throw new SetupError(
      "TensorFlow can be set up on Linux only; elsewhere npm install @tensorflow/tfjs-node may work",
    );
  const works = async (command: string) => (await runProcess(command, ["--version"], { env, signal }))?.code === 0;
  const compilers = env.CXX ? [env.CXX] : ["g++", "c++", "clang++"];
  const compiler = await firstOf(compilers, works);
  const npm = await firstOf(["npm"], works);
  const missing = [
    ...(compiler === undefined
      ? [`a C++ compiler (there is no ${compilers.join(", ")}; on Debian: apt install g++)`]
      : []),
    ...(npm === undefined ? ["npm"] : []),
  ];
  if (compiler === undefined || npm === undefined)
    throw new SetupError(`TensorFlow's addon is compiled here, and that needs ${missing.join(" and ")}`);
  return { compiler, npm };
}

async function firstOf(commands: readonly string[], works: (command: string) => Promise<boolean>) {
  for (const command of commands) if (await works(command)) return command;
  return undefined;
}
