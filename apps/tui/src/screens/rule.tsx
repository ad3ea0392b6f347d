import { Text } from "ink";

/** A thin line across the screen with a title in it. */
export function Rule({ title, columns }: { title: string; columns: number }) {
  const left = `── ${title} `;
  return (
    <Text dimColor wrap="truncate">
      {left.slice(0, columns)}
      {"─".repeat(Math.max(0, columns - left.length))}
    </Text>
  );
}
