import { stat } from "node:fs/promises";
import { join } from "node:path";
import {
  type CachedDataset,
  collectExamples,
  type DatasetSource,
  type Example,
  type ExampleStream,
  findDataFiles,
  type PreparedDataset,
  type PrepareOptions,
  streamExamples,
  TokenCache,
} from "@neftune/datasets";
import { cacheFolder } from "@neftune/engine/setup";
import type { DataRequest } from "../options/training-request.ts";
import { cacheKey } from "./cache-key.ts";
import { packageVersion } from "./package-version.ts";

/** Smaller files are tokenised in a second or so: training leaves nothing behind for them. */
const KEPT_BYTES = 1_000_000;

/** The cache that a request means; null where it wants none. */
export function tokenCacheOf(
  request: Pick<DataRequest, "dataset_prepared_path">,
  env: NodeJS.ProcessEnv,
): TokenCache | null {
  const { dataset_prepared_path: path } = request;
  if (path === null) return null;
  return new TokenCache(path === "auto" ? join(cacheFolder(env), "datasets") : path);
}

/** Where a request's rows would be kept. */
export interface RowsPlace {
  cache: TokenCache;
  key: string;
}

export interface RowsContext {
  request: DataRequest;
  /** Folder or GGUF file of the tokenizer. */
  tokenizerPath: string | null;
  env: NodeJS.ProcessEnv;
  now(): Date;
}

/** Null where nothing is to be kept, or the rows cannot be told by their content. */
export async function placeOf(
  source: DatasetSource,
  options: PrepareOptions,
  { request, tokenizerPath, env, now }: RowsContext,
): Promise<RowsPlace | null> {
  const cache = tokenCacheOf(request, env);
  if (cache === null) return null;
  const today = now().toISOString().slice(0, 10);
  const usedTokenizer = options.tokenizer === undefined ? null : tokenizerPath;
  const version = await packageVersion();
  const key = await cacheKey({ source, options, request, tokenizerPath: usedTokenizer, version, today });
  return key === null ? null : { cache, key };
}

/**
 * What was kept, as if the rows were read and tokenised now; null where there is nothing, or where reading anew would end in
 * an error that names the row.
 * @param onDamage told why a file of the cache is not used
 */
export async function keptExamples(
  source: DatasetSource,
  { onBadRow = "stop", vocabSize, fingerprints }: PrepareOptions,
  { cache, key }: RowsPlace,
  onDamage: (why: string) => void,
): Promise<ExampleStream | null> {
  const kept = await cache.open(key, onDamage).catch((error: Error) => {
    onDamage(error.message);
    return null;
  });
  if (kept === null || (onBadRow === "stop" && kept.report.badRows > 0)) return null;
  if (vocabSize !== undefined && kept.largestId >= vocabSize) return null;
  return asStream(kept, source.path, fingerprints);
}

/** Tokenised rows on their way into the cache, with what a run that looks for leaks will ask of them. */
export function streamToKeep(source: DatasetSource, options: PrepareOptions): ExampleStream {
  return streamExamples(source, { ...options, fingerprints: true });
}

/**
 * `prepareDataset` with a memory: takes what was kept, and keeps what was large. What is wrong with the cache is a warning, and
 * never the end of training.
 */
export function rememberingPrepare(context: RowsContext) {
  return async (source: DatasetSource, options: PrepareOptions): Promise<PreparedDataset> => {
    const warnings: string[] = [];
    const place = await placeOf(source, options, context);
    const prepared = await collectExamples(await streamOf(place));
    if (!options.fingerprints) prepared.examples = prepared.examples.map(withoutFingerprint);
    return { ...prepared, warnings: [...prepared.warnings, ...warnings] };

    async function streamOf(at: RowsPlace | null): Promise<ExampleStream> {
      const fresh = () => streamExamples(source, options);
      if (at === null) return fresh();
      const kept = await keptExamples(source, options, at, (why) => warnings.push(`tokenised anew: ${why}`));
      if (kept !== null) return kept;
      if (!(await isLarge(source))) return fresh();
      return at.cache.keep(at.key, streamToKeep(source, options), ({ message }) =>
        warnings.push(`the tokens are not kept for the next start: ${message}`),
      );
    }
  };
}

function withoutFingerprint({ fingerprint: _, ...example }: Example): Example {
  return example;
}

async function isLarge({ paths }: DatasetSource): Promise<boolean> {
  let bytes = 0;
  for (const file of paths === undefined ? [] : await findDataFiles(paths)) bytes += (await stat(file)).size;
  return bytes >= KEPT_BYTES;
}

async function* asStream(kept: CachedDataset, path: string | undefined, fingerprints?: boolean): ExampleStream {
  yield* kept.examples({ fingerprints });
  return { ...kept.report, path };
}
