import { downloadDisplay } from "../download/show-download.ts";
import { createTrainingStore } from "../state/store.ts";
import { ExitStatus } from "../training/protocol.ts";
import type { ScreenOutputOptions } from "./screen-options.ts";
import type { ScreenView } from "./screen-view.tsx";
import { stoppingNotice } from "./summary.ts";
import type { TrainingOutput } from "./training-output.ts";

/** Lines of diagnostics that are kept to be shown when a run fails. */
const MAX_DIAGNOSTICS = 20;

const LOADING = "loading the model and the rows …";

const ERASE_LINE = "\r\u001b[2K";

/**
 * The full-screen view. It opens with the run's first event, so that a request that is refused leaves its one line and
 * no flash of a screen; until then a line says that something is going on.
 */
export function screenOutput(options: ScreenOutputOptions): TrainingOutput {
  const { stdout, stderr, now } = options;
  const store = createTrainingStore(now());
  // React and Ink load while the training process does.
  const view = import("./screen-view.tsx");
  let opened: Promise<ScreenView> | undefined;
  let diagnostics: string[] = [];
  const download = downloadDisplay(stdout, now);
  stdout.write(LOADING);
  return {
    onEvent: (event) => {
      store.dispatch({ type: "event", event, at: now() });
      opened ??= view.then(({ openScreen }) => {
        stdout.write(ERASE_LINE);
        return openScreen(store, options);
      });
    },
    onDownload: (progress) => {
      download.show(progress);
      const isDone = progress.phase === "download" && progress.allBytes === progress.allTotal;
      if (isDone || progress.phase === "cache") stdout.write(`${ERASE_LINE}${LOADING}`);
    },
    onDiagnostics: (line) => {
      diagnostics = [...diagnostics, line].slice(-MAX_DIAGNOSTICS);
    },
    onStopping: () => {
      store.dispatch({ type: "stopping" });
      if (opened === undefined) stdout.write(`${ERASE_LINE}${stoppingNotice(false)}`);
    },
    close: async ({ status }) => {
      store.dispatch({ type: "ended", at: now() });
      if (opened === undefined) stdout.write(ERASE_LINE);
      else await (await opened).close(status);
      for (const warning of store.getState().warnings) stderr.write(`warning: ${warning}\n`);
      if (status === ExitStatus.failed) for (const line of diagnostics) stderr.write(`${line}\n`);
    },
  };
}
