import { runCommand } from "../test/run-command.ts";
import { BenchError } from "./bench-error.ts";

/**
 * Runs a program to its end.
 *
 * @returns the object in the last line of JSON that it printed
 * @throws BenchError with the program's output when it failed or printed no such line
 */
export async function runProgram<Result>(
  command: readonly [string, ...string[]],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Result> {
  const { status, stdout, output } = await runCommand(command, { cwd, env, timeout: 1_800_000 });
  const line = stdout.split("\n").findLast((text) => text.startsWith("{"));
  const program = command.slice(0, 2).join(" ");
  if (status !== 0) throw new BenchError(`${program} ended with status ${status}:\n${output}`);
  if (line === undefined) throw new BenchError(`${program} printed no result:\n${output}`);
  return JSON.parse(line) as Result;
}
