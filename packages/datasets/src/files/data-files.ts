import { glob, readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join, normalize } from "node:path";
import { DatasetError } from "../dataset-error.ts";
import { counted } from "../words.ts";
import { isDataFileName } from "./data-file-name.ts";
import { readingError } from "./file-bytes.ts";
import { nearestName } from "./nearest-name.ts";

/** Files of one data set. */
const MAX_FILES = 100_000;

/** Where rows come from: a file, a folder, a pattern such as `data/*.jsonl`, or several of these. */
export type DataPaths = string | readonly string[];

/**
 * The files that paths stand for, in the order of the paths; those of a folder and of a pattern sorted by name.
 * @throws DatasetError where there is no such file, nothing in a folder or by a pattern, or a file twice
 */
export async function findDataFiles(paths: DataPaths): Promise<string[]> {
  const files: string[] = [];
  for (const path of typeof paths === "string" ? [paths] : paths) files.push(...(await filesOf(path)));
  if (files.length === 0) throw new DatasetError("no file is named");
  if (files.length > MAX_FILES) throw new DatasetError(`there are ${files.length} files, the most is ${MAX_FILES}`);
  const seen = new Set<string>();
  for (const file of files) {
    if (seen.has(normalize(file)))
      throw new DatasetError("the file is named twice; leave one of them out", { path: file });
    seen.add(normalize(file));
  }
  return files;
}

/** What messages call paths. */
export function describePaths(paths: DataPaths): string {
  if (typeof paths === "string") return paths;
  return paths.length < 2 ? (paths[0] ?? "") : `${paths[0]} and ${counted(paths.length - 1, "other")}`;
}

async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return null;
    throw readingError(cause, path);
  });
  if (found?.isDirectory()) return await filesIn(path);
  // A file may be called so that its name could be a pattern.
  if (found !== null) return [path];
  if (/[*?[{]/.test(path)) return await filesBy(path);
  throw new DatasetError(`there is no such file${await nearestHint(path)}`, { path });
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw readingError(cause, folder);
  });
  const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const files = names.filter((name) => isDataFileName(name.slice(folder.length))).sort(byName);
  if (files.length > 0) return files;
  const others = names.map((name) => basename(name)).sort(byName);
  if (others.some((name) => name.endsWith(".arrow"))) {
    const how = "write it with to_parquet or to_json and name that";
    throw new DatasetError(`the folder holds a data set in Arrow files, as save_to_disk leaves it; ${how}`, {
      path: folder,
    });
  }
  const holds = others.length === 0 ? "is empty" : `holds no file of rows, only ${listed(others)}`;
  throw new DatasetError(`the folder ${holds}; wanted .json, .jsonl, .csv, .tsv or .parquet, or .gz or .zst of them`, {
    path: folder,
  });
}

async function filesBy(pattern: string): Promise<string[]> {
  const matches: string[] = [];
  for await (const match of glob(pattern)) matches.push(match);
  const kinds = await Promise.all(matches.map(async (match) => ((await stat(match)).isFile() ? [match] : [])));
  const files = kinds.flat().sort(byName);
  if (files.length > 0) return files;
  const folders = matches.length > 0 ? ", only folders; end it in /* for the files in them" : "";
  throw new DatasetError(`no file matches the pattern${folders}${await nearestHint(pattern)}`, { path: pattern });
}

/** The name in the folder that is nearest, where the folder is there. */
async function nearestHint(path: string): Promise<string> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => null);
  if (names === null) {
    const isFile = await stat(folder).then(
      (found) => found.isFile(),
      () => false,
    );
    return isFile ? `; ${folder} is a file` : `; there is no folder ${folder}`;
  }
  const known = names.filter((name) => isDataFileName(name) || extname(name) === "");
  const nearest = nearestName(basename(path), known);
  return nearest === null ? "" : `; the nearest name there is ${nearest}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/** By code units, the same on every machine. */
function byName(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
