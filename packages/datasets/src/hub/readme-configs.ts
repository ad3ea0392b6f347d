import { parse } from "yaml";
import { DatasetError } from "../dataset-error.ts";
import { isRowObject } from "../json-value.ts";

/** One configuration of a data set, as its README's head has it. */
export interface ReadmeConfig {
  readonly name: string;
  readonly isDefault: boolean;
  /** Patterns of file names by split; null where only a folder is named. */
  readonly files: ReadonlyMap<string, readonly string[]> | null;
  /** Folder that patterns are below; empty for the repository's own. */
  readonly folder: string;
}

/**
 * The `configs` of a README's head, which is YAML between two lines `---`; none where there is no such thing.
 * @throws DatasetError for a head that is no YAML
 */
export function readmeConfigs(readme: string): ReadmeConfig[] {
  const head = /^\ufeff?---\r?\n([\s\S]*?)\r?\n---(?:\r?\n|$)/.exec(readme)?.[1];
  if (head === undefined) return [];
  let value: unknown;
  try {
    value = parse(head, { maxAliasCount: 20 });
  } catch (cause) {
    throw new DatasetError(`the head of README.md is no YAML: ${String(cause).split("\n")[0]}`, {}, { cause });
  }
  const configs = isRowObject(value) ? value.configs : undefined;
  return Array.isArray(configs) ? configs.filter(isRowObject).map(readConfig) : [];
}

function readConfig(config: Readonly<Record<string, unknown>>): ReadmeConfig {
  const { config_name: name, data_files: files, data_dir: folder } = config;
  return {
    name: typeof name === "string" ? name : "default",
    isDefault: config.default === true,
    files: files === undefined ? null : readFiles(files),
    folder: typeof folder === "string" ? folder.replace(/^\.?\//, "").replace(/\/$/, "") : "",
  };
}

/** `train.json`, a list of such, a list of `{split, path}`, or a mapping of splits to paths. */
function readFiles(files: unknown): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (split: string, paths: unknown) => {
    const texts = (Array.isArray(paths) ? paths : [paths]).filter((path) => typeof path === "string");
    found.set(split, [...(found.get(split) ?? []), ...texts]);
  };
  if (typeof files === "string") add("train", files);
  else if (Array.isArray(files)) {
    for (const item of files) {
      if (isRowObject(item)) add(typeof item.split === "string" ? item.split : "train", item.path);
      else add("train", item);
    }
  } else if (isRowObject(files)) for (const [split, paths] of Object.entries(files)) add(split, paths);
  return found;
}
