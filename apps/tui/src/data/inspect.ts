import { streamExamples } from "@neftune/datasets";
import { rowOptions } from "@neftune/trainer/config";
import type { CommandContext } from "../commands/command.ts";
import { downloadDisplay } from "../download/show-download.ts";
import { throttleProgress } from "../download/throttle-progress.ts";
import { hasColours, paintFor } from "../format/paint.ts";
import type { DataRequest } from "../options/training-request.ts";
import { asRequested } from "../run/request-mistakes.ts";
import { ExitStatus } from "../training/protocol.ts";
import { inspectExamples, inspectTexts } from "./inspect-rows.ts";
import { inspectionJson } from "./inspection-json.ts";
import { inspectionText } from "./inspection-text.ts";
import { openRows } from "./open-rows.ts";
import { openTokenizer } from "./open-tokenizer.ts";
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
      const { inspection, tokenizer } = await asRequested(async () => {
        const source = await openRows(request.train_file, request);
        const isNeeded = source.format.name !== "tokens";
        const onProgress = throttleProgress(download.show, now);
        const opened = await openTokenizer(request, { isNeeded, onProgress, signal });
        download.clear();
        const { maxLength } = request.config;
        const options = { show, maxLength, onBadRow: request.on_bad_row, onProgress: progress.show, signal };
        const tokenizer = opened?.tokenizer ?? null;
        if (isNeeded && tokenizer === null) return { inspection: await inspectTexts(source, options), tokenizer };
        const stream = streamExamples(source, {
          ...rowOptions(request.config),
          tokenizer: tokenizer ?? undefined,
          promptTemplate: request.prompt_template,
          onBadRow: "skip",
          vocabSize: opened?.vocabSize,
        });
        return { inspection: await inspectExamples(source, stream, options), tokenizer };
      });
      progress.clear();
      if (request.log_format === "json") stdout.write(`${inspectionJson(inspection)}\n`);
      else {
        const columns = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, stdout.columns || 80));
        const coloured = request.log_format !== "plain" && hasColours(stdout, env);
        const view = { columns, hasColours: coloured, paint: paintFor(coloured), tokenizer };
        stdout.write(inspectionText(inspection, view));
      }
      return ExitStatus.done;
    } finally {
      download.clear();
      progress.clear();
    }
  });
}
