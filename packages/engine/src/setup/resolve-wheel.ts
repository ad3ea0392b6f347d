import { basename } from "node:path";
import { SetupError } from "../errors/setup-error.ts";
import type { Python } from "./python.ts";

/** A package as pip names it, and for which Python. */
export interface WheelRequest {
  /** Such as `openvino` or `tensorflow-cpu>=2.17`. */
  readonly requirement: string;
  /**
   * Such as `3.12`: the Python that the wheel is for. What is native in a wheel often does not depend on it, and then a fixed
   * one brings the newest version, however old the Python that runs pip. Default: that Python's.
   */
  readonly pythonVersion?: string;
}

/** The file that pip would install. */
export interface WheelLocation {
  readonly url: string;
  /** The file's name. */
  readonly file: string;
  /** Hexadecimal; null where the index tells none. */
  readonly sha256: string | null;
}

/**
 * Asks pip which wheel it would install, without installing it.
 *
 * @returns null where pip is too old (before 22.2) to tell
 * @throws SetupError when pip finds none
 */
export async function resolveWheel(
  python: Python,
  request: WheelRequest,
  { folder, signal }: { folder: string; signal?: AbortSignal },
): Promise<WheelLocation | null> {
  // Only with a target does pip look for another Python's wheels; in a dry run nothing is written there.
  const args = ["install", "--dry-run", "--ignore-installed", "--report", "-", "--target", folder];
  const result = await python(["-m", "pip", ...args, ...selection(request)], signal);
  if (result?.code === 0) return readReport(result.stdout);
  const message = pipMessage(result?.stderr ?? "");
  if (/no such option/.test(message)) return null;
  throw new SetupError(`pip finds no wheel of ${request.requirement} for this machine: ${message}`);
}

/** Arguments by which pip takes this wheel and no other. */
export function selection({ requirement, pythonVersion }: WheelRequest): string[] {
  const version = pythonVersion === undefined ? [] : ["--python-version", pythonVersion];
  return ["--quiet", "--no-deps", "--only-binary", ":all:", ...version, requirement];
}

/** The line that says what went wrong. */
export function pipMessage(stderr: string): string {
  const lines = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const errors = lines.filter((line) => line.startsWith("ERROR:"));
  return (errors.at(-1) ?? lines.at(-1) ?? "it says nothing").replace(/^ERROR:\s*/, "");
}

/** @throws SetupError when it is not a report of one wheel */
export function readReport(json: string): WheelLocation {
  const { url, archive_info: archive } = downloadInfo(json);
  if (typeof url !== "string" || !URL.canParse(url)) throw new SetupError("pip's report names no file");
  const file = decodeURIComponent(basename(new URL(url).pathname));
  if (!/^[\w.+-]+\.whl$/.test(file)) throw new SetupError(`pip's report names ${file}, which is no wheel`);
  const sha256 = archive?.hashes?.sha256 ?? archive?.hash?.replace(/^sha256=/, "");
  return { url, file, sha256: /^[0-9a-f]{64}$/.test(sha256 ?? "") ? sha256! : null };
}

interface DownloadInfo {
  readonly url?: unknown;
  readonly archive_info?: { readonly hash?: string; readonly hashes?: { readonly sha256?: string } };
}

function downloadInfo(json: string): DownloadInfo {
  try {
    const report = JSON.parse(json) as { install?: { download_info?: DownloadInfo }[] };
    return report.install?.[0]?.download_info ?? {};
  } catch (error) {
    throw new SetupError("pip's report cannot be read", { cause: error });
  }
}
