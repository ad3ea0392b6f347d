import { spawn } from "node:child_process";
import type { Environment } from "./environment.ts";

export interface ProcessResult {
  /** Exit status; null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end, without a shell and without input.
 *
 * @returns null where there is no such program
 * @throws the signal's reason when it is aborted
 */
export async function runProcess(
  command: string,
  args: readonly string[],
  { env, signal }: { env?: Environment; signal?: AbortSignal } = {},
): Promise<ProcessResult | null> {
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    env: env as NodeJS.ProcessEnv | undefined,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  const stop = () => child.kill();
  signal?.addEventListener("abort", stop, { once: true });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  try {
    const code = await new Promise<number | null | undefined>((resolve, reject) => {
      child.on("close", resolve);
      child.on("error", (error: NodeJS.ErrnoException) =>
        error.code === "ENOENT" || error.code === "EACCES" ? resolve(undefined) : reject(error),
      );
    });
    signal?.throwIfAborted();
    return code === undefined ? null : { code, ...output };
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
