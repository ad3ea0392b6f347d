import { Box, Text } from "ink";
import type { ChartLine } from "../charts/chart-line.ts";
import { roleColor, useTheme } from "./theme.ts";

/** A chart's lines in the theme's colours; none are drawn yet before there is a figure. */
export function Chart({ lines }: { lines: readonly ChartLine[] }) {
  const theme = useTheme();
  if (lines.length === 0) return <Text dimColor>the curves begin with the first figures</Text>;
  return (
    <Box flexDirection="column">
      {lines.map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
        <Text key={row} wrap="truncate">
          {line.map(({ text, role }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a span is its place.
            <Text key={index} color={roleColor(theme, role)} dimColor={role === "axis"} bold={role !== "axis"}>
              {text}
            </Text>
          ))}
        </Text>
      ))}
    </Box>
  );
}
