import { ExitStatus, encodeLine } from "./training/protocol.ts";
import { errorMessage, serveTraining } from "./training/serve-training.ts";

// Standard output carries the protocol: what libraries print belongs on standard error.
console.log = console.info = console.debug = console.error;

const terminated = new AbortController();
// Ctrl-C reaches the whole process group; the command hears it too and sends the stop.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => terminated.abort());
process.on("SIGHUP", () => terminated.abort());
const orphaned = () => process.exit(ExitStatus.interrupted);
process.stdout.on("error", orphaned);
for (const failure of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(failure, (error: unknown) => {
    process.stdout.write(encodeLine(errorMessage(error)), () => process.exit(ExitStatus.failed));
  });
}

const status = await serveTraining({
  input: process.stdin,
  output: process.stdout,
  // Loaded only now: signals and stops count while the runtimes load, too.
  run: async (request, hooks) => (await import("./run/fine-tuning.ts")).runFineTuning(request, hooks),
  onOrphaned: orphaned,
  signal: terminated.signal,
});
process.exit(status);
