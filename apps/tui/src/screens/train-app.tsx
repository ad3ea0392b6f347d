import { useAnimation, useInput, useStdin, useWindowSize } from "ink";
import { useState, useSyncExternalStore } from "react";
import { keyAction } from "../keys.ts";
import type { TrainingStore } from "../state/store.ts";
import type { Interrupter } from "../training/interrupter.ts";
import { type Theme, ThemeContext } from "./theme.ts";
import { TrainScreen } from "./train.tsx";

export interface TrainAppProps {
  store: TrainingStore;
  interrupter: Interrupter;
  theme: Theme;
  now(): number;
}

/** The screen of a run, kept up to date, with its keys. */
export function TrainApp({ store, interrupter, theme, now }: TrainAppProps) {
  const state = useSyncExternalStore(store.subscribe, store.getState);
  const { columns, rows } = useWindowSize();
  const { isRawModeSupported } = useStdin();
  const [showHelp, setShowHelp] = useState(false);
  // The clock moves on between events too.
  useAnimation({ interval: 500 });
  useInput(
    (input, key) => {
      const action = keyAction(input, key);
      if (action === "interrupt") interrupter.interrupt();
      else if (action === "stop") interrupter.stop();
      else if (action === "help") setShowHelp(!showHelp);
      else if (key.escape) setShowHelp(false);
    },
    { isActive: isRawModeSupported },
  );
  return (
    <ThemeContext value={theme}>
      <TrainScreen state={state} now={now()} columns={columns} rows={rows} showHelp={showHelp} />
    </ThemeContext>
  );
}
