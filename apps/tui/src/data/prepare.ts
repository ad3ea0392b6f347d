import { type Example, type ExampleStream, streamExamples } from "@neftune/datasets";
import type { CommandContext } from "../commands/command.ts";
import { downloadDisplay } from "../download/show-download.ts";
import { throttleProgress } from "../download/throttle-progress.ts";
import { RequestError } from "../errors/request-error.ts";
import { formatCount, formatMemory } from "../format/numbers.ts";
import { visibleLine } from "../format/visible-text.ts";
import type { DataRequest } from "../options/training-request.ts";
import { asRequested } from "../run/request-mistakes.ts";
import { ExitStatus } from "../training/protocol.ts";
import { openTokenizedRows } from "./opened-rows.ts";
import { keptExamples, placeOf, type RowsPlace, tokenCacheOf } from "./prepared-rows.ts";
import { rowProgress } from "./row-progress.ts";
import { runThrough } from "./run-through.ts";
import { untilStopped } from "./stop-signals.ts";

/** What became of one file. */
interface PreparedFile {
  path: string;
  /** Where its tokens are kept, and how many bytes that takes. */
  prepared: string;
  bytes: number;
  rows: number;
  examples: number;
  dropped: number;
  truncated: number;
  tokens: number;
  warnings: string[];
  /** Whether there was nothing to do. */
  wasThere: boolean;
}

/** `neftune data prepare`: tokenises the files of a request and keeps what comes out for training. @throws RequestError */
export function prepare(request: DataRequest, context: CommandContext): Promise<number> {
  return untilStopped(context, async (signal) => {
    const files: PreparedFile[] = [];
    for (const path of filesOf(request)) files.push(await prepareFile(path, request, context, signal));
    const { stdout, stderr } = context;
    if (request.log_format === "json") stdout.write(`${JSON.stringify({ files })}\n`);
    else
      for (const file of files) {
        stdout.write(`${describe(file)}\n`);
        for (const warning of file.warnings) stderr.write(`warning: ${visibleLine(warning)}\n`);
      }
    return ExitStatus.done;
  });
}

/** `--remove`: what was prepared of a request's files, or all of it. @throws RequestError */
export function removePrepared(
  request: DataRequest,
  { isAll }: { isAll: boolean },
  context: CommandContext,
): Promise<number> {
  return untilStopped(context, async (signal) => {
    const cache = tokenCacheOf(request, context.env);
    if (cache === null) throw nowhere();
    let [count, bytes] = [0, 0];
    if (isAll) ({ count, bytes } = await cache.clear());
    else {
      for (const path of filesOf(request)) {
        const { place } = await openPlace(path, request, context, signal);
        const removed = await place.cache.remove(place.key);
        bytes += removed;
        if (removed > 0) count++;
      }
    }
    const line = `removed ${formatCount(count)} prepared ${count === 1 ? "file" : "files"}, ${formatMemory(bytes / 1e6)}`;
    context.stdout.write(
      request.log_format === "json" ? `${JSON.stringify({ removed: count, bytes })}\n` : `${line}\n`,
    );
    return ExitStatus.done;
  });
}

async function prepareFile(
  path: string,
  request: DataRequest,
  context: CommandContext,
  signal: AbortSignal,
): Promise<PreparedFile> {
  const { opened, place } = await openPlace(path, request, context, signal);
  const { source, options } = opened;
  const progress = rowProgress(context.stderr, context.now, "tokenised");
  try {
    return await asRequested(async () => {
      const damage: string[] = [];
      const kept = await keptExamples(source, options, place, (why) => damage.push(`tokenised anew: ${why}`));
      const stream = kept ?? place.cache.keep(place.key, streamExamples(source, options), failed);
      const counted = await drain(stream, { onProgress: progress.show, signal });
      const found = await place.cache.open(place.key);
      const { file: prepared, bytes } = found ?? { file: "", bytes: 0 };
      const warnings = [...damage, ...counted.warnings];
      return { path, prepared, bytes, ...counted, warnings, wasThere: kept !== null };
    });
  } finally {
    progress.clear();
  }

  function failed(error: Error): never {
    throw new Error(`the tokens of ${path} cannot be kept in ${place.cache.folder}: ${error.message}`, {
      cause: error,
    });
  }
}

async function openPlace(path: string, request: DataRequest, context: CommandContext, signal: AbortSignal) {
  const { stderr, env, now } = context;
  const download = downloadDisplay(stderr, now);
  try {
    return await asRequested(async () => {
      const onProgress = throttleProgress(download.show, now);
      const opened = await openTokenizedRows(path, request, { onProgress, signal });
      if (opened.lacksTokenizer)
        throw new RequestError(
          "model_name_or_path is missing; wanted a folder with a tokenizer or a name on the hub, as --model_name_or_path",
        );
      const { source, options, tokenizerPath } = opened;
      const place = await placeOf(source, options, { request, tokenizerPath, env, now: () => new Date() });
      if (place === null) throw nowhere();
      return { opened, place: place satisfies RowsPlace };
    });
  } finally {
    download.clear();
  }
}

async function drain(
  stream: ExampleStream,
  { onProgress, signal }: { onProgress(examples: number): void; signal: AbortSignal },
) {
  let [examples, tokens] = [0, 0];
  const count = ({ inputIds }: Example) => {
    examples++;
    tokens += inputIds.length;
    onProgress(examples);
  };
  const { rows, dropped, truncated, warnings } = await runThrough(stream, count, signal);
  return { rows, examples, dropped: dropped.length, truncated, tokens, warnings };
}

function filesOf({ train_file: train, eval_file: test }: DataRequest): string[] {
  return test === null ? [train] : [train, test];
}

function nowhere(): RequestError {
  return new RequestError("dataset_prepared_path is null, which keeps nothing; wanted auto or the path of a folder");
}

function describe({
  path,
  rows,
  examples,
  dropped,
  truncated,
  tokens,
  bytes,
  prepared,
  wasThere,
}: PreparedFile): string {
  const left = dropped > 0 ? `, ${formatCount(dropped)} dropped` : "";
  const cut = truncated > 0 ? `, ${formatCount(truncated)} cut` : "";
  const counts = `${formatCount(examples)} examples of ${formatCount(rows)} rows${left}${cut}, ${formatCount(tokens)} tokens`;
  const place = `${formatMemory(bytes / 1e6)} in ${visibleLine(prepared)}`;
  return `${visibleLine(path)} ${wasThere ? "was prepared already" : "is prepared"}: ${counts}, ${place}`;
}
