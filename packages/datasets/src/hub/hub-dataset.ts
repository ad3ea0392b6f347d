import { join } from "node:path";
import {
  EntryNotFoundError,
  type FileSelection,
  type HubOptions,
  RevisionNotFoundError,
  type Selectable,
  snapshot,
} from "@neftune/hub";
import { DatasetError } from "../dataset-error.ts";
import { chooseFiles } from "./choose-files.ts";
import { convertedSplits } from "./converted-splits.ts";
import { readmeConfigs } from "./readme-configs.ts";
import type { SplitFiles } from "./splits-by-name.ts";

export interface HubDatasetOptions extends HubOptions {
  /** The configuration, TRL's `dataset_config`; default the data set's own default. */
  config?: string | null;
  /** Names of the splits that are wanted; default `train`. */
  splits?: readonly string[];
}

/** Where the hub keeps what it made of data sets that are no plain files. */
const CONVERTED = "refs/convert/parquet";

/**
 * Brings the files of a data set on the hub into Hugging Face's cache, as far as they are not there: what its README says
 * belongs to the splits, else what file names say, else what the hub converted to Parquet.
 *
 * @param repoId such as `tatsu-lab/alpaca`
 * @returns paths of the files of each split, in the order that `splits` has
 * @throws DatasetError where there is no such configuration or split, or nothing that can be read; HubError as `snapshot` does
 */
export async function hubDatasetFiles(repoId: string, options: HubDatasetOptions = {}): Promise<string[][]> {
  const { splits = ["train"], config = null, ...hub } = options;
  let chosen: SplitFiles = new Map();
  const selectWith = (choose: (from: Selectable) => Promise<SplitFiles>) => async (from: Selectable) => {
    chosen = await choose(from);
    if (chosen.size === 0 && from.isWhole) throw new EntryNotFoundError(`${repoId} has no file of rows`);
    return splits.flatMap((split) => filesOf(chosen, split, repoId));
  };
  const own = selectWith(async ({ names, read }) => {
    const readme = names.includes("README.md") ? await read("README.md") : "";
    return inRepo(repoId, () => chooseFiles(names, readmeConfigs(readme), config));
  });
  const converted = selectWith(async ({ names }) => inRepo(repoId, () => convertedSplits(names, config)));
  const bring = (files: FileSelection, revision = hub.revision) =>
    snapshot(repoId, { ...hub, revision, repoType: "dataset", files });
  const folder = await bring(own).catch(async (cause: unknown) => {
    if (!(cause instanceof EntryNotFoundError) || hub.revision !== undefined) throw cause;
    return await bring(converted, CONVERTED).catch((error: unknown) => {
      if (!(error instanceof RevisionNotFoundError)) throw error;
      const kinds = ".json, .jsonl, .csv, .tsv or .parquet";
      throw new DatasetError(`${repoId} has no ${kinds}, and the hub has not converted it to Parquet`, {}, { cause });
    });
  });
  return splits.map((split) => filesOf(chosen, split, repoId).map((name) => join(folder, ...name.split("/"))));
}

function filesOf(chosen: SplitFiles, split: string, repoId: string): readonly string[] {
  const files = chosen.get(split);
  if (files !== undefined) return files;
  const isSlice = split.includes("[") ? ", and no part of a split is taken" : "";
  const known = [...chosen.keys()].slice(0, 20).join(", ");
  throw new DatasetError(`${repoId} has no split ${JSON.stringify(split)}${isSlice}; it has ${known}`);
}

/** Says of which data set something is said. */
function inRepo<T>(repoId: string, choose: () => T): T {
  try {
    return choose();
  } catch (error) {
    if (!DatasetError.isInstance(error)) throw error;
    throw new DatasetError(`${repoId}: ${error.reason}`, error.place, { cause: error });
  }
}
