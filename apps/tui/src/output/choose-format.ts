import { RequestError } from "../errors/request-error.ts";
import type { AppOptions } from "../options/app-keys.ts";

/**
 * Which output a run gets: `auto` is the screen on a terminal that can draw one, and lines elsewhere.
 * @throws RequestError where the screen is demanded and there is no terminal
 */
export function chooseFormat(
  wanted: AppOptions["logFormat"],
  { stdoutIsTerminal, env }: { stdoutIsTerminal: boolean; env: NodeJS.ProcessEnv },
): "tui" | "plain" | "json" {
  if (wanted === "tui" && !stdoutIsTerminal) {
    throw new RequestError("log_format is tui, but standard output is no terminal; wanted auto, plain or json there");
  }
  if (wanted !== "auto") return wanted;
  return stdoutIsTerminal && env.TERM !== "dumb" ? "tui" : "plain";
}
