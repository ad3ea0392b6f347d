import { Box, Text } from "ink";
import { describeRun } from "../state/run-description.ts";
import type { TrainingState } from "../state/training-state.ts";
import { useTheme } from "./theme.ts";

/** What is trained with what, in one line or two. */
export function Header({ state, rows, right }: { state: TrainingState; rows: number; right: string }) {
  const theme = useTheme();
  const run = state.start === null ? null : describeRun(state.start);
  return (
    <Box flexDirection="column">
      <Box justifyContent="space-between" columnGap={1}>
        <Text wrap="truncate">
          <Text bold color={theme.noise}>
            neftune
          </Text>
          {run === null ? "" : `  ${run.model}`}
          {run === null ? "" : <Text dimColor>{`  ${run.parameters}`}</Text>}
        </Text>
        <Box flexShrink={0}>
          <Text dimColor>{right}</Text>
        </Box>
      </Box>
      {rows > 1 ? (
        <Text wrap="truncate">
          {run === null ? (
            <Text dimColor>loading the model and the rows …</Text>
          ) : (
            <>
              <Text bold={run.noise.startsWith("NEFTune")} color={theme.noise}>
                {run.noise}
              </Text>
              <Text dimColor>{`  ${run.rows}  ${run.batch}  on ${run.device}`}</Text>
            </>
          )}
        </Text>
      ) : null}
    </Box>
  );
}
