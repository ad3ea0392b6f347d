import { formatCount, formatShort } from "../format/numbers.ts";
import type { Paint } from "../format/paint.ts";
import { visibleLine } from "../format/visible-text.ts";
import { cutMiddle, type Span, wrapSpans } from "../format/wrap-spans.ts";
import { groupReasons } from "./group-reasons.ts";
import { histogramLines } from "./histogram-lines.ts";
import type { InspectedSample, Inspection } from "./inspection.ts";
import { type SampleView, sampleLines } from "./sample-lines.ts";

/** Reasons that are told; the rest is counted. */
const REASONS_SHOWN = 8;

const LABEL_COLUMNS = 9;

export interface TextView extends SampleView {
  paint: Paint;
}

/** What `neftune data inspect` writes, in lines of at most `columns`. Nothing of the data reaches the terminal as it is. */
export function inspectionText(inspection: Inspection, view: TextView): string {
  const lines = [
    ...headLines(inspection, view),
    ...lengthLines(inspection, view),
    ...droppedLines(inspection, view),
    ...warningLines(inspection, view),
    ...inspection.samples.flatMap((sample) => [
      "",
      rule(sampleTitle(sample), view),
      ...paintLines(sampleLines(sample, view), view),
    ]),
    "",
    ...paragraph([{ text: visibleLine(inspection.training), role: "strong" }], view),
  ];
  return `${lines.join("\n")}\n`;
}

function headLines(inspection: Inspection, view: TextView): string[] {
  const { path, format, reason, rows, used, dropped, truncated, maxLength, tokens, trainedTokens, examples } =
    inspection;
  const count = [`${formatCount(used)} used`];
  if (examples > used) count.push(`as ${formatCount(examples)} examples`);
  if (dropped.length > 0) count.push(`${formatCount(dropped.length)} dropped`);
  if (truncated !== null && truncated > 0)
    count.push(`${formatCount(truncated)} cut to max_length ${formatCount(maxLength)}`);
  const fields: [string, string][] = [
    ["file", cutMiddle(visibleLine(path), view.columns - LABEL_COLUMNS)],
    ["format", visibleLine(reason ?? format)],
    ["rows", `${formatCount(rows)}: ${count.join(", ")}`],
  ];
  if (tokens !== null && trainedTokens !== null) {
    const share = tokens === 0 ? "" : ` (${Math.round((100 * trainedTokens) / tokens)} %)`;
    fields.push([
      "tokens",
      `${formatCount(tokens)} in an epoch, of which ${formatCount(trainedTokens)} are trained${share}`,
    ]);
  }
  if (inspection.unit === "characters") {
    fields.push([
      "tokens",
      "not known: --model_name_or_path, a folder with a tokenizer or a name on the hub, brings tokens, labels and what is cut",
    ]);
  }
  return fields.flatMap(([label, text]) => field(label, text, view));
}

function lengthLines({ lengths, unit, maxLength }: Inspection, view: TextView): string[] {
  if (lengths === null) return [];
  const { min, median, mean, p95, max, histogram } = lengths;
  const figures = `min ${formatCount(min)}, median ${formatCount(median)}, mean ${formatShort(mean)}, 95 % up to ${formatCount(p95)}, max ${formatCount(max)}`;
  return [
    ...field("lengths", figures, view),
    "",
    rule(`${unit} of a row`, view),
    ...histogramLines(histogram, { maxLength, columns: view.columns, paint: view.paint }),
  ];
}

function droppedLines({ dropped }: Inspection, view: TextView): string[] {
  if (dropped.length === 0) return [];
  const groups = groupReasons(dropped);
  const shown = groups.slice(0, REASONS_SHOWN).flatMap(({ reason, count, rows }) => {
    const named = rows.map(formatCount).join(", ");
    const which =
      count === 1 ? `row ${named}` : `${formatCount(count)} rows: ${named}${rows.length < count ? ", …" : ""}`;
    return paragraph(
      [
        { text: which, role: "warning" },
        { text: `  ${visibleLine(reason)}`, role: "plain" },
      ],
      view,
    );
  });
  const more =
    groups.length > REASONS_SHOWN
      ? [`… and ${formatCount(groups.length - REASONS_SHOWN)} more reasons (--json lists every row)`]
      : [];
  return ["", rule("dropped, rows from 0", view), ...shown, ...more];
}

function warningLines({ warnings }: Inspection, view: TextView): string[] {
  if (warnings.length === 0) return [];
  const lines = warnings.flatMap((warning) =>
    paragraph(
      [
        { text: "! ", role: "warning" },
        { text: visibleLine(warning), role: "plain" },
      ],
      view,
    ),
  );
  return ["", rule("warnings", view), ...lines];
}

function sampleTitle(sample: InspectedSample): string {
  if ("parts" in sample) {
    const characters = sample.parts.reduce((sum, { text }) => sum + text.length, 0);
    return `row ${formatCount(sample.row)}: ${formatCount(characters)} characters`;
  }
  const trained = sample.labels.reduce((sum, label) => sum + (label === -100 ? 0 : 1), 0);
  const cut = sample.cut > 0 ? `, ${formatCount(sample.cut)} cut off` : "";
  return `row ${formatCount(sample.row)}: ${formatCount(sample.inputIds.length)} tokens, ${formatCount(trained)} trained${cut}`;
}

/** A label and its text, wrapped beside it. */
function field(label: string, text: string, view: TextView): string[] {
  const wrapped = wrapSpans([{ text, role: "plain" }], view.columns - LABEL_COLUMNS);
  return wrapped.map((line, index) => {
    const name = view.paint("faint", (index === 0 ? label : "").padEnd(LABEL_COLUMNS));
    return `${name}${paintLine(line, view)}`.trimEnd();
  });
}

function paragraph(spans: Span[], view: TextView): string[] {
  return paintLines(wrapSpans(spans, view.columns), view);
}

function paintLines(lines: readonly (readonly Span[])[], view: TextView): string[] {
  return lines.map((line) => paintLine(line, view));
}

function paintLine(line: readonly Span[], { paint }: TextView): string {
  return line.map(({ text, role }) => paint(role, text)).join("");
}

/** A thin line with a title in it. */
function rule(title: string, { paint, columns }: TextView): string {
  const left = `── ${title} `.slice(0, columns);
  return paint("faint", left.padEnd(columns, "─"));
}
