import type { CommandContext } from "../commands/command.ts";
import { ExitStatus } from "../training/protocol.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs what a first signal stops where it can, and a second one at once.
 * @returns what `run` returns, or the status of an interrupted command
 */
export async function untilStopped(
  { signals }: Pick<CommandContext, "signals">,
  run: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const controller = new AbortController();
  const unwatch = () => {
    for (const signal of SIGNALS) signals.off(signal, stop);
  };
  const stop = () => {
    // The system's own way of dealing with the next signal is to end the process.
    unwatch();
    controller.abort();
  };
  for (const signal of SIGNALS) signals.on(signal, stop);
  try {
    return await run(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) return ExitStatus.interrupted;
    throw error;
  } finally {
    unwatch();
  }
}
