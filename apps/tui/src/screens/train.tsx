import { Box, Text } from "ink";
import { keyBindings } from "../keys.ts";
import { trainingProgress } from "../state/progress.ts";
import type { TrainingState } from "../state/training-state.ts";
import { Chart } from "./chart.tsx";
import { FieldGrid, fieldColumns } from "./field-grid.tsx";
import { trainingFields } from "./fields.ts";
import { Header } from "./header.tsx";
import { Help } from "./help.tsx";
import { trainLayout } from "./layout.ts";
import { lossChart } from "./loss-chart.ts";
import { Note } from "./note.tsx";
import { ProgressLine } from "./progress-line.tsx";
import { Rule } from "./rule.tsx";

export interface TrainScreenProps {
  state: TrainingState;
  /** In ms, on the clock of the state's times. */
  now: number;
  columns: number;
  rows: number;
  showHelp: boolean;
}

/** The screen of a run: a function of what is known of it, the time and the terminal's size. */
export function TrainScreen({ state, now, columns, rows, showHelp }: TrainScreenProps) {
  const width = Math.max(1, columns - 2);
  const fields = trainingFields(state);
  const layout = trainLayout(rows, Math.ceil(fields.length / fieldColumns(width)));
  const chart = lossChart(state, { columns: width, rows: layout.chart });
  const helpRows = layout.chart + layout.fields + (layout.rules ? 1 : 0);
  return (
    <Box flexDirection="column" width={columns} height={rows} paddingX={1} overflow="hidden">
      <Header state={state} rows={layout.header} right={width < 28 ? "" : state.phase} />
      {layout.rules ? <Rule title={showHelp ? "help" : chart.title} columns={width} /> : null}
      {showHelp ? (
        <Box height={helpRows} flexShrink={0}>
          <Help columns={width} rows={helpRows} />
        </Box>
      ) : (
        <>
          <Box height={layout.chart} flexShrink={0}>
            {layout.chart === 0 ? null : <Chart lines={chart.lines} />}
          </Box>
          {layout.rules ? <Rule title="now" columns={width} /> : null}
          <Box height={layout.fields} flexShrink={0}>
            <FieldGrid fields={fields} columns={width} rows={layout.fields} />
          </Box>
        </>
      )}
      <ProgressLine progress={trainingProgress(state, now)} columns={width} />
      {layout.note === 0 ? null : (
        <Box height={1} flexShrink={0}>
          <Note state={state} />
        </Box>
      )}
      <Box flexGrow={1} />
      {layout.keys === 0 ? null : <KeyLine />}
    </Box>
  );
}

function KeyLine() {
  return (
    <Text wrap="truncate">
      {keyBindings
        .filter(({ label }) => label !== undefined)
        .map(({ name, label }) => (
          <Text key={name}>
            <Text bold>{name}</Text>
            <Text dimColor>{` ${label}   `}</Text>
          </Text>
        ))}
    </Text>
  );
}
