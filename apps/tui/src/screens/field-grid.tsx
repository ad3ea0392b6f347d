import { Box, Text } from "ink";
import { sparkline } from "../charts/sparkline.ts";
import type { Field } from "./fields.ts";
import { roleColor, useTheme } from "./theme.ts";

const LABEL = 14;
const GUTTER = 2;

/** Figures side by side in as many columns as there is room for. */
export function fieldColumns(columns: number): number {
  return columns >= 112 ? 3 : columns >= 72 ? 2 : 1;
}

/** Figures in columns, read downwards. */
export function FieldGrid({ fields, columns, rows }: { fields: readonly Field[]; columns: number; rows: number }) {
  const across = fieldColumns(columns);
  const shown = fields.slice(0, across * rows);
  const down = Math.ceil(shown.length / across);
  const width = Math.floor((columns - GUTTER * (across - 1)) / across);
  return (
    <Box columnGap={GUTTER}>
      {Array.from({ length: across }, (_, column) => shown.slice(column * down, (column + 1) * down)).map((part) => (
        <Box key={part[0]?.label ?? "empty"} flexDirection="column" width={width}>
          {part.map((field) => (
            <FieldLine key={field.label} field={field} width={width} />
          ))}
        </Box>
      ))}
    </Box>
  );
}

function FieldLine({ field, width }: { field: Field; width: number }) {
  const theme = useTheme();
  const { label, value, role, history = [] } = field;
  const color = roleColor(theme, role);
  const room = width - LABEL - 8;
  return (
    <Text wrap="truncate">
      <Text dimColor>{label.padEnd(LABEL)}</Text>
      <Text bold color={color}>
        {history.length > 0 ? value.padEnd(8) : value}
      </Text>
      <Text color={color} dimColor={color === undefined}>
        {history.length > 1 && room >= 4 ? sparkline(history, Math.min(room, 24)) : ""}
      </Text>
    </Text>
  );
}
