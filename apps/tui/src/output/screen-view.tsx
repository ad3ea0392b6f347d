import { render, renderToString } from "ink";
import { SummaryScreen } from "../screens/summary.tsx";
import { ThemeContext, themeFor } from "../screens/theme.ts";
import { TrainApp } from "../screens/train-app.tsx";
import type { TrainingStore } from "../state/store.ts";
import type { ScreenOutputOptions } from "./screen-options.ts";

/** The full-screen view while it is open. */
export interface ScreenView {
  /** Goes back to the terminal's first screen and leaves a summary there. */
  close(status: number): Promise<void>;
}

/** Opens the full-screen view on the terminal's second screen. */
export function openScreen(
  store: TrainingStore,
  { stdin, stdout, stderr, env, interrupter, now }: ScreenOutputOptions,
): ScreenView {
  const theme = themeFor(env);
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
    close: async (status) => {
      app.unmount();
      await app.waitUntilExit();
      const columns = stdout.columns ?? 80;
      const summary = (
        <ThemeContext value={theme}>
          <SummaryScreen state={store.getState()} status={status} columns={columns} />
        </ThemeContext>
      );
      stdout.write(`${renderToString(summary, { columns })}\n`);
    },
  };
}
