import { spawn } from "node:child_process";

export interface CommandResult {
  /** Exit status; null where a signal ended it or it did not start. */
  readonly status: number | null;
  readonly stdout: string;
  /** Standard output and standard error as they came. */
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds after which it is ended; default 10 minutes. */
  readonly timeout?: number;
}

/** Runs a program without a terminal or input and waits for its end. Never rejects: what went wrong is in the result. */
export function runCommand(
  command: readonly [string, ...string[]],
  { cwd, env, timeout = 600_000 }: CommandOptions,
): Promise<CommandResult> {
  const [program, ...args] = command;
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout });
  let stdout = "";
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ status: null, stdout, output: `${output}${program}: ${error.message}\n` }));
    child.on("close", (status, signal) => {
      if (signal !== null) output += `${program}: ended by ${signal}\n`;
      resolve({ status, stdout, output });
    });
  });
}
