import { DatasetError } from "../dataset-error.ts";
import type { SplitFiles } from "./splits-by-name.ts";

/**
 * The splits of what the hub converted to Parquet: `CONFIG/SPLIT/0000.parquet`, or `CONFIG/partial-SPLIT/…` where it took the
 * first part of a large one only, which is kept under that name so that nobody trains on a part unawares.
 * @throws DatasetError where there are several configurations and none is the default, or none of that name
 */
export function convertedSplits(names: readonly string[], wanted: string | null): SplitFiles {
  const configs = new Map<string, Map<string, string[]>>();
  for (const name of names) {
    const [, config, split] = /^([^/]+)\/([^/]+)\/[^/]+\.parquet$/.exec(name) ?? [];
    if (config === undefined || split === undefined) continue;
    const splits = configs.get(config) ?? new Map<string, string[]>();
    splits.set(split, [...(splits.get(split) ?? []), name].sort());
    configs.set(config, splits);
  }
  const only = configs.size === 1 ? [...configs.values()][0] : undefined;
  const found = wanted === null ? (configs.get("default") ?? only) : configs.get(wanted);
  if (found !== undefined || configs.size === 0) return found ?? new Map();
  const known = [...configs.keys()].slice(0, 20).join(", ");
  throw new DatasetError(
    wanted === null
      ? `it has several configurations; name one as dataset_config: ${known}`
      : `it has no configuration ${JSON.stringify(wanted)}; it has ${known}`,
  );
}
