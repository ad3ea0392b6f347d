import { Text } from "ink";
import { stoppingNotice } from "../output/summary.ts";
import type { TrainingState } from "../state/training-state.ts";
import { useTheme } from "./theme.ts";

/** Line under the figures: the stop that was asked for, the latest warning, the latest checkpoint, what would be faster, whichever matters most. */
export function Note({ state }: { state: TrainingState }) {
  const theme = useTheme();
  const { phase, warnings, checkpoint, start } = state;
  if (phase === "stopping") {
    return (
      <Text bold color={theme.test} wrap="truncate">
        {stoppingNotice(state.start !== null)}
      </Text>
    );
  }
  const warning = warnings.at(-1);
  if (warning === undefined && checkpoint === null && start?.deviceHint !== undefined) {
    return (
      <Text dimColor wrap="truncate">
        {start.deviceHint}
      </Text>
    );
  }
  const count = warnings.length > 1 ? ` (${warnings.length})` : "";
  return (
    <Text wrap="truncate">
      {warning === undefined ? "" : <Text color={theme.test}>{`! ${warning}${count}`}</Text>}
      {warning !== undefined && checkpoint !== null ? "  " : ""}
      {checkpoint === null ? "" : <Text dimColor>{`checkpoint at step ${checkpoint.step}`}</Text>}
    </Text>
  );
}
