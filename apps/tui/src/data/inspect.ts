import { streamExamples } from "@neftune/datasets";
import type { CommandContext } from "../commands/command.ts";
import { downloadDisplay } from "../download/show-download.ts";
import { throttleProgress } from "../download/throttle-progress.ts";
import { hasColours, paintFor } from "../format/paint.ts";
import type { DataRequest } from "../options/training-request.ts";
import { asRequested } from "../run/request-mistakes.ts";
import { trainingFiles } from "../run/training-files.ts";
import { ExitStatus } from "../training/protocol.ts";
import { inspectExamples, inspectTexts } from "./inspect-rows.ts";
import type { Inspection } from "./inspection.ts";
import { inspectionJson } from "./inspection-json.ts";
import { inspectionText } from "./inspection-text.ts";
import { type OpenedRows, openTokenizedRows } from "./opened-rows.ts";
import { keptExamples, placeOf } from "./prepared-rows.ts";
import { rowProgress } from "./row-progress.ts";
import { untilStopped } from "./stop-signals.ts";

/** Narrower terminals get lines that wrap. */
const LEAST_COLUMNS = 40;

/** Wider ones get no wider text, which would be hard to read. */
const MOST_COLUMNS = 120;

/** `neftune data inspect`: what a file holds, on standard output. @throws RequestError */
export function inspect(request: DataRequest, show: number, context: CommandContext): Promise<number> {
  const { stdout, stderr, env, now } = context;
  return untilStopped(context, async (signal) => {
    const download = downloadDisplay(stderr, now);
    const progress = rowProgress(stderr, now, "looked at");
    try {
      const { inspection, opened } = await asRequested(async () => {
        const onProgress = throttleProgress(download.show, now);
        const { train } = await trainingFiles(request, { onProgress, signal });
        const opened = await openTokenizedRows(train, request, { onProgress, signal });
        download.clear();
        const look = { show, maxLength: opened.options.maxLength, onBadRow: request.on_bad_row, signal };
        return {
          inspection: await inspectOpened(opened, request, env, { ...look, onProgress: progress.show }),
          opened,
        };
      });
      progress.clear();
      if (request.log_format === "json") stdout.write(`${inspectionJson(inspection)}\n`);
      else {
        const columns = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, stdout.columns || 80));
        const coloured = request.log_format !== "plain" && hasColours(stdout, env);
        const view = { columns, hasColours: coloured, paint: paintFor(coloured), tokenizer: opened.tokenizer };
        stdout.write(inspectionText(inspection, view));
      }
      return ExitStatus.done;
    } finally {
      download.clear();
      progress.clear();
    }
  });
}

async function inspectOpened(
  { source, options, lacksTokenizer, tokenizerPath }: OpenedRows,
  request: DataRequest,
  env: NodeJS.ProcessEnv,
  look: Parameters<typeof inspectExamples>[2],
): Promise<Inspection> {
  if (lacksTokenizer) return await inspectTexts(source, look);
  // Whatever training would do, a look goes on after a bad row.
  const skipping = { ...options, onBadRow: "skip" as const };
  const place = await placeOf(source, skipping, { request, tokenizerPath, env, now: () => new Date() });
  const kept = place && (await keptExamples(source, skipping, place, () => {}));
  return await inspectExamples(source, kept ?? streamExamples(source, skipping), look);
}
