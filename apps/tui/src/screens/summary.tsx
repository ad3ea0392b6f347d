import { Box, Text } from "ink";
import { summaryLines } from "../output/summary.ts";
import type { TrainingState } from "../state/training-state.ts";
import { Chart } from "./chart.tsx";
import { Header } from "./header.tsx";
import { lossChart } from "./loss-chart.ts";
import { Rule } from "./rule.tsx";
import { useTheme } from "./theme.ts";

/** What stays in the terminal when a run is over: its curves and what they say. */
export function SummaryScreen({ state, status, columns }: { state: TrainingState; status: number; columns: number }) {
  const theme = useTheme();
  const width = Math.max(1, columns - 2);
  const chart = lossChart(state, { columns: width, rows: 12 });
  const color = state.end?.verdict === "overfitting" ? theme.bad : theme.good;
  return (
    <Box flexDirection="column" width={columns} paddingX={1}>
      <Header state={state} rows={2} right="" />
      {chart.lines.length === 0 ? null : (
        <>
          <Rule title={chart.title} columns={width} />
          <Chart lines={chart.lines} />
        </>
      )}
      <Box flexDirection="column" marginTop={1}>
        {summaryLines(state, status).map((line) => {
          const isVerdict = line.startsWith("verdict");
          return (
            <Text key={line} bold={isVerdict} color={isVerdict ? color : undefined}>
              {line}
            </Text>
          );
        })}
      </Box>
    </Box>
  );
}
