import { render, renderToString } from "ink";
import { SummaryScreen } from "../screens/summary.tsx";
import { ThemeContext, themeFor } from "../screens/theme.ts";
import { TrainApp } from "../screens/train-app.tsx";
import { createTrainingStore } from "../state/store.ts";
import type { Interrupter } from "../training/interrupter.ts";
import { ExitStatus } from "../training/protocol.ts";
import type { TrainingOutput } from "./training-output.ts";

/** Lines of diagnostics that are kept to be shown when a run fails. */
const MAX_DIAGNOSTICS = 20;

export interface ScreenOutputOptions {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
  interrupter: Interrupter;
  now(): number;
}

/** The full-screen view, on the terminal's second screen; a summary stays on the first. */
export function screenOutput({ stdin, stdout, stderr, env, interrupter, now }: ScreenOutputOptions): TrainingOutput {
  const store = createTrainingStore(now());
  const theme = themeFor(env);
  let diagnostics: string[] = [];
  const app = render(<TrainApp store={store} interrupter={interrupter} theme={theme} now={now} />, {
    stdin,
    stdout,
    stderr,
    exitOnCtrlC: false,
    patchConsole: false,
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    maxFps: 15,
  });
  return {
    onEvent: (event) => store.dispatch({ type: "event", event, at: now() }),
    onDiagnostics: (line) => {
      diagnostics = [...diagnostics, line].slice(-MAX_DIAGNOSTICS);
    },
    onStopping: () => store.dispatch({ type: "stopping" }),
    close: async ({ status }) => {
      store.dispatch({ type: "ended", at: now() });
      app.unmount();
      await app.waitUntilExit();
      const state = store.getState();
      if (state.start !== null) {
        const summary = (
          <ThemeContext value={theme}>
            <SummaryScreen state={state} status={status} columns={stdout.columns ?? 80} />
          </ThemeContext>
        );
        stdout.write(`${renderToString(summary, { columns: stdout.columns ?? 80 })}\n`);
      }
      for (const warning of state.warnings) stderr.write(`warning: ${warning}\n`);
      if (status === ExitStatus.failed) for (const line of diagnostics) stderr.write(`${line}\n`);
    },
  };
}
