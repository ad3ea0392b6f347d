import { join } from "node:path";
import { type Environment, type Host, hostWith } from "./environment.ts";

/**
 * The folder that runtimes are brought into: NEFTUNE_HOME where it is set, else `neftune` in the place that the system has
 * for caches (XDG_CACHE_HOME, ~/.cache, ~/Library/Caches, %LOCALAPPDATA%). It need not exist.
 */
export function cacheFolder(env: Environment, { platform, home }: Omit<Host, "env"> = hostWith(env)): string {
  if (env.NEFTUNE_HOME) return env.NEFTUNE_HOME;
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, "neftune");
  if (platform === "win32") return join(env.LOCALAPPDATA || join(home, "AppData", "Local"), "neftune");
  return join(home, platform === "darwin" ? "Library/Caches" : ".cache", "neftune");
}
