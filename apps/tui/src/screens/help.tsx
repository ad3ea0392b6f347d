import { Box, Text } from "ink";
import { wrapText } from "../format/wrap-text.ts";
import { keyBindings } from "../keys.ts";

/** What the words on the screen mean. */
const glossary = [
  ["test, train loss", "mean loss of a token, noise off, on rows not trained on and on rows trained on"],
  ["gap", "test loss − train loss; it opens where the model learns its rows by heart"],
  ["noise norm", "length of the noise on a row's embeddings, beside what the rule promises: proof that it is on"],
  ["noise ratio", "one token's noise beside its embedding: choose α by it"],
  ["training loss", "the loss that is trained on, noise on"],
] as const;

const TERM = 18;

/** Keys and words, in place of the chart. */
export function Help({ columns, rows }: { columns: number; rows: number }) {
  const lines = [
    ...keyBindings.map(({ name, help }) => ({ term: name, text: help })),
    { term: "", text: "" },
    ...glossary.flatMap(([term, meaning]) =>
      wrapText(meaning, Math.max(16, columns - TERM)).map((text, index) => ({ term: index === 0 ? term : "", text })),
    ),
  ];
  return (
    <Box flexDirection="column">
      {lines.slice(0, rows).map(({ term, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
        <Text key={index} wrap="truncate">
          <Text bold>{term.padEnd(TERM)}</Text>
          {text}
        </Text>
      ))}
    </Box>
  );
}
