import type { Example, ExampleStream } from "@neftune/datasets";
import type { CommandContext } from "../commands/command.ts";
import { downloadDisplay } from "../download/show-download.ts";
import { throttleProgress } from "../download/throttle-progress.ts";
import { RequestError } from "../errors/request-error.ts";
import { formatCount, formatMemory } from "../format/numbers.ts";
import { visibleLine } from "../format/visible-text.ts";
import type { DataRequest } from "../options/training-request.ts";
import { asRequested } from "../run/request-mistakes.ts";
import { trainingFiles } from "../run/training-files.ts";
import { ExitStatus } from "../training/protocol.ts";
import { type OpenedRows, openTokenizedRows } from "./opened-rows.ts";
import { keptExamples, placeOf, type RowsPlace, streamToKeep, tokenCacheOf } from "./prepared-rows.ts";
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
    for (const place of await openPlaces(request, context, signal)) {
      files.push(await asRequested(() => prepareFile(place, context, signal)));
    }
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
      for (const { place } of await openPlaces(request, context, signal)) {
        const removed = await place.cache.remove(place.key);
        bytes += removed;
        if (removed > 0) count++;
      }
    }
    const line = `removed ${formatCount(count)} prepared ${count === 1 ? "file" : "files"}, ${formatSize(bytes)}`;
    context.stdout.write(
      request.log_format === "json" ? `${JSON.stringify({ removed: count, bytes })}\n` : `${line}\n`,
    );
    return ExitStatus.done;
  });
}

/** Opened rows, and where what is made of them is kept. */
interface OpenedPlace {
  opened: OpenedRows;
  place: RowsPlace;
}

async function prepareFile(
  { opened: { source, options }, place }: OpenedPlace,
  context: CommandContext,
  signal: AbortSignal,
): Promise<PreparedFile> {
  const path = source.path ?? "";
  const failed = (cause: Error): never => {
    throw new Error(`the tokens of ${path} cannot be kept in ${place.cache.folder}: ${cause.message}`, { cause });
  };
  const progress = rowProgress(context.stderr, context.now, "tokenised");
  try {
    const damage: string[] = [];
    const kept = await keptExamples(source, options, place, (why) => damage.push(`tokenised anew: ${why}`));
    const stream = kept ?? place.cache.keep(place.key, streamToKeep(source, options), failed);
    const counted = await drain(stream, { onProgress: progress.show, signal });
    const found = await place.cache.open(place.key);
    const { file: prepared, bytes } = found ?? { file: "", bytes: 0 };
    return { path, prepared, bytes, ...counted, warnings: [...damage, ...counted.warnings], wasThere: kept !== null };
  } finally {
    progress.clear();
  }
}

/** The rows to train on and those to test on. */
async function openPlaces(request: DataRequest, context: CommandContext, signal: AbortSignal): Promise<OpenedPlace[]> {
  const { stderr, env, now } = context;
  const download = downloadDisplay(stderr, now);
  try {
    return await asRequested(async () => {
      const hub = { onProgress: throttleProgress(download.show, now), signal };
      const { train, test } = await trainingFiles(request, hub);
      const places: OpenedPlace[] = [];
      // Files that are mixed by weight are data sets of their own, each of its own format.
      const sets = request.train_weights === null ? [train] : [train].flat();
      for (const paths of test === null ? sets : [...sets, test]) {
        const opened = await openTokenizedRows(paths, request, hub);
        if (opened.lacksTokenizer) throw tokenizerMissing();
        const { source, options, tokenizerPath } = opened;
        const place = await placeOf(source, options, { request, tokenizerPath, env, now: () => new Date() });
        if (place === null) throw nowhere();
        places.push({ opened, place });
      }
      return places;
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

function tokenizerMissing(): RequestError {
  return new RequestError(
    "model_name_or_path is missing; wanted a folder with a tokenizer or a name on the hub, as --model_name_or_path",
  );
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
  const place = `${formatSize(bytes)} in ${visibleLine(prepared)}`;
  return `${visibleLine(path)} ${wasThere ? "was prepared already" : "is prepared"}: ${counts}, ${place}`;
}

function formatSize(bytes: number): string {
  return bytes < 1e6 ? `${formatCount(bytes / 1e3)} kB` : formatMemory(bytes / 1e6);
}
