import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What huggingface_hub reads out of the environment. */
export interface HubSettings {
  /** Folder of the cache, absolute. */
  readonly cacheDir: string;
  /** Address of the hub, without a slash at its end. */
  readonly endpoint: string;
  readonly tokenPath: string;
  /** Whether the hub may not be asked. */
  readonly offline: boolean;
  /** Whether snapshots may consist of symbolic links. */
  readonly symlinks: boolean;
  /** After how many milliseconds without an answer or a byte a connection counts as broken. */
  readonly timeoutMs: number;
}

/**
 * Reads HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME, HF_ENDPOINT, HF_TOKEN_PATH, HF_HUB_OFFLINE,
 * TRANSFORMERS_OFFLINE, HF_HUB_DISABLE_SYMLINKS and HF_HUB_DOWNLOAD_TIMEOUT as huggingface_hub does.
 */
export function hubSettings(env: Environment, home: string = homedir()): HubSettings {
  const path = (text: string) => resolve(expand(text, env, home));
  const hfHome = path(env.HF_HOME ?? join(env.XDG_CACHE_HOME ?? join(home, ".cache"), "huggingface"));
  const seconds = Number(env.HF_HUB_DOWNLOAD_TIMEOUT);
  return {
    cacheDir: path(env.HF_HUB_CACHE ?? env.HUGGINGFACE_HUB_CACHE ?? join(hfHome, "hub")),
    endpoint: (env.HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, ""),
    tokenPath: path(env.HF_TOKEN_PATH ?? join(hfHome, "token")),
    offline: isTrue(env.HF_HUB_OFFLINE || env.TRANSFORMERS_OFFLINE),
    symlinks: !isTrue(env.HF_HUB_DISABLE_SYMLINKS),
    timeoutMs: (seconds > 0 ? seconds : 10) * 1000,
  };
}

/** The token of HF_TOKEN, else of the token file that `hf auth login` writes; null where there is none. */
export async function readToken(
  env: Environment,
  { tokenPath }: Pick<HubSettings, "tokenPath">,
): Promise<string | null> {
  const named = clean(env.HF_TOKEN ?? env.HUGGING_FACE_HUB_TOKEN);
  if (named !== null || isTrue(env.HF_HUB_DISABLE_IMPLICIT_TOKEN)) return named;
  return clean(await readFile(tokenPath, "utf8").catch(() => undefined));
}

function clean(token: string | undefined): string | null {
  return token?.replaceAll(/[\r\n]/g, "").trim() || null;
}

function isTrue(value: string | undefined): boolean {
  return ["1", "ON", "YES", "TRUE"].includes(value?.toUpperCase() ?? "");
}

/** `~` at the start, and `$NAME` and `${NAME}` of variables that are set. */
function expand(path: string, env: Environment, home: string): string {
  const whole = path === "~" || /^~[/\\]/.test(path) ? `${home}${path.slice(1)}` : path;
  return whole.replaceAll(
    /\$(?:(\w+)|\{(\w+)\})/g,
    (text, bare: string, braced: string) => env[bare ?? braced] ?? text,
  );
}
