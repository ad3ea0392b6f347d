import { Text } from "ink";
import { progressBar } from "../charts/progress-bar.ts";
import { formatDuration } from "../format/numbers.ts";
import type { Progress } from "../state/progress.ts";
import { useTheme } from "./theme.ts";

/** Bar, step of all, epoch, time gone and left: what there is room for, the bar last to go. */
export function ProgressLine({ progress, columns }: { progress: Progress; columns: number }) {
  const theme = useTheme();
  const { step, totalSteps, epoch, share, elapsedSeconds, secondsLeft } = progress;
  const parts = [
    `${step}/${totalSteps ?? "–"}`,
    ...(secondsLeft === null ? [] : [`${formatDuration(secondsLeft)} left`]),
    `${formatDuration(elapsedSeconds)} gone`,
    `epoch ${epoch.toFixed(2)}`,
  ];
  while (parts.length > 1 && parts.join("  ").length > columns - 14) parts.pop();
  const text = parts.join("  ");
  const bar = progressBar(share, Math.max(4, columns - text.length - 2));
  return (
    <Text wrap="truncate">
      <Text color={theme.good} bold>
        {bar.done}
      </Text>
      <Text dimColor>{bar.left}</Text>
      {`  ${text}`}
    </Text>
  );
}
