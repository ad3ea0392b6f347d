import type { EventEmitter } from "node:events";
import type { Interrupter } from "./interrupter.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Lets signals stop a run, and also the reader of standard output by going away (`| head`).
 * @returns a function that ends the watch
 */
export function watchStops(
  { signals, stdout }: { signals: EventEmitter; stdout: EventEmitter },
  interrupter: Interrupter,
): () => void {
  const interrupt = () => interrupter.interrupt();
  const stop = () => interrupter.stop();
  for (const signal of SIGNALS) signals.on(signal, interrupt);
  stdout.on("error", stop);
  return () => {
    for (const signal of SIGNALS) signals.off(signal, interrupt);
    stdout.off("error", stop);
  };
}
