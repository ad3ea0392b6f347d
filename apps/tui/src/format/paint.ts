/** What a piece of text stands for, which its colour tells. */
export type TextRole = "plain" | "trained" | "faint" | "strong" | "warning";

/** Colours a piece of text, or leaves it as it is. */
export type Paint = (role: TextRole, text: string) => string;

const codes: Record<TextRole, string> = { plain: "", trained: "32", faint: "2", strong: "1", warning: "33" };

const colours: Paint = (role, text) =>
  codes[role] === "" || text === "" ? text : `\u001b[${codes[role]}m${text}\u001b[0m`;

const monochrome: Paint = (_, text) => text;

/** Whether colours are shown: on a terminal, unless NO_COLOR is set to anything (no-color.org) or it can draw nothing. */
export function hasColours(stdout: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stdout.isTTY === true && env.TERM !== "dumb" && (env.NO_COLOR === undefined || env.NO_COLOR === "");
}

export function paintFor(withColours: boolean): Paint {
  return withColours ? colours : monochrome;
}
