import { formatCount } from "../format/numbers.ts";
import { visibleText } from "../format/visible-text.ts";
import type { Span } from "../format/wrap-spans.ts";
import { wrapSpans } from "../format/wrap-spans.ts";
import type { InspectedSample, TokenizedSample, UntokenizedSample } from "./inspection.ts";
import { type TokenRun, tokenRuns } from "./token-runs.ts";

/** Lines of one run of tokens, or of one field, that are shown. */
const LINES_SHOWN = 10;

/** Runs of one row that are shown, half of them from its end: a long conversation has hundreds. */
const RUNS_SHOWN = 8;

export interface SampleView {
  columns: number;
  /** Without colours, trained tokens stand in brackets. */
  hasColours: boolean;
  tokenizer: Parameters<typeof tokenRuns>[2];
}

/** A row as the model sees it, or as its file has it, in lines of at most so many columns. */
export function sampleLines(sample: InspectedSample, view: SampleView): Span[][] {
  const spans = "parts" in sample ? partSpans(sample, view) : runSpans(sample, view);
  const lines = wrapSpans(spans, view.columns);
  // A text that ends in a line break has shown it already.
  return lines.at(-1)?.length === 0 ? lines.slice(0, -1) : lines;
}

function runSpans({ inputIds, labels }: TokenizedSample, { columns, hasColours, tokenizer }: SampleView): Span[] {
  const runs = tokenRuns(inputIds, labels, tokenizer);
  const [head, tail] =
    runs.length <= RUNS_SHOWN ? [runs, []] : [runs.slice(0, RUNS_SHOWN / 2), runs.slice(-RUNS_SHOWN / 2)];
  const spansOf = ({ text, trained }: TokenRun): Span[] => {
    const inside = shortSpans(text, trained ? "trained" : "plain", columns);
    if (!trained || hasColours) return inside;
    return [{ text: "⟦", role: "trained" }, ...inside, { text: "⟧", role: "trained" }];
  };
  const left = runs.length - head.length - tail.length;
  const between: Span[] =
    left === 0 ? [] : [{ text: `\n… ${formatCount(left)} more changes between prompt and answer …\n`, role: "faint" }];
  return [...head.flatMap(spansOf), ...between, ...tail.flatMap(spansOf)];
}

function partSpans({ parts }: UntokenizedSample, { columns }: SampleView): Span[] {
  const [head, tail] =
    parts.length <= RUNS_SHOWN ? [parts, []] : [parts.slice(0, RUNS_SHOWN / 2), parts.slice(-RUNS_SHOWN / 2)];
  const left = parts.length - head.length - tail.length;
  const shown = [head, tail].map((some) =>
    some.flatMap(({ label, text }, index): Span[] => [
      ...(index > 0 ? [{ text: "\n", role: "plain" as const }] : []),
      { text: `${visibleText(label)}: `, role: "strong" },
      ...shortSpans(text, "plain", columns),
    ]),
  );
  if (left === 0) return shown[0]!;
  return [...shown[0]!, { text: `\n… ${formatCount(left)} more turns …\n`, role: "faint" }, ...shown[1]!];
}

/** A text with its middle left out where it is long, line breaks seen, and nothing in it that a terminal acts on. */
function shortSpans(text: string, role: Span["role"], columns: number): Span[] {
  const half = (LINES_SHOWN / 2) * columns;
  const head = fitting(text, half, columns, 1);
  const tail = fitting(text, half, columns, -1);
  const left = text.length - head - tail;
  // A notice in place of a few lines saves none.
  if (left <= 2 * columns) return seenSpans(text, role);
  const [shownHead, shownTail] = [text.slice(0, head), text.slice(text.length - tail)];
  return [
    ...seenSpans(shownHead, role),
    { text: `${shownHead.endsWith("\n") ? "" : "\n"}… ${formatCount(left)} characters …\n`, role: "faint" },
    ...seenSpans(shownTail, role),
  ];
}

/** How many characters from one end fit where a line break fills the rest of its line. No character is cut in half. */
function fitting(text: string, room: number, columns: number, step: 1 | -1): number {
  let taken = 0;
  let column = 0;
  for (let used = 0; taken < text.length; taken++) {
    const character = text[step === 1 ? taken : text.length - 1 - taken]!;
    const cost = character === "\n" ? columns - (column % columns) : 1;
    used += cost;
    if (used > room) break;
    column = character === "\n" ? 0 : column + 1;
  }
  const at = step === 1 ? taken : text.length - taken;
  const isInside = /^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(Math.max(0, at - 1), at + 1)) && at > 0;
  return isInside ? taken - 1 : taken;
}

function seenSpans(text: string, role: Span["role"]): Span[] {
  return visibleText(text)
    .split(/(?<=\n)/)
    .flatMap((line): Span[] => {
      if (!line.endsWith("\n")) return [{ text: line, role }];
      return [
        { text: line.slice(0, -1), role },
        { text: "↵", role: "faint" },
        { text: "\n", role: "plain" },
      ];
    });
}
