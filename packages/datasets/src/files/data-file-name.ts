/** Files that lie in folders of data sets and of models, are JSON and hold no rows. */
const notRows = new Set([
  ...["config.json", "metadata.json", "package.json", "state.json"],
  ...["dataset_dict.json", "dataset_info.json", "dataset_infos.json"],
  ...["adapter_config.json", "generation_config.json", "model.safetensors.index.json"],
  ...["added_tokens.json", "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.json"],
]);

/**
 * Whether a file of a folder or of a hub's repository holds rows, by its name: README.md, LICENSE, hidden files and what
 * describes a data set do not. A file that is named itself is read whatever it is called.
 * @param path With `/` or `\` between folders, below that folder
 */
export function isDataFileName(path: string): boolean {
  const parts = path.split(/[/\\]/);
  if (parts.some((part) => part.startsWith(".") || part.startsWith("__"))) return false;
  return dataExtension(path) !== null && !notRows.has(parts.at(-1)!.toLowerCase());
}

/** `jsonl` of `rows.jsonl.gz`; null where it is none that rows are stored under. */
export function dataExtension(path: string): string | null {
  return /\.(jsonl?|ndjson|csv|tsv|tab|parquet)(?:\.(?:gz|zst|zstd))?$/i.exec(path)?.[1]?.toLowerCase() ?? null;
}
