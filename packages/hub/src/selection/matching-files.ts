import { EntryNotFoundError } from "../errors/entry-not-found-error.ts";
import type { FileSelection } from "./file-selection.ts";

/**
 * Files whose names match one of the patterns, as huggingface_hub has them: `*` stands for anything, slashes too, `?` for one
 * character, `[abc]` and `[!abc]` for one of some, and a slash at the end for all of a folder.
 *
 * @throws EntryNotFoundError, by the selection, where none does
 */
export function matchingFiles(patterns: readonly string[]): FileSelection {
  const wanted = patterns.map(toRegExp);
  return ({ repoId, names }) => {
    const chosen = names.filter((name) => wanted.some((pattern) => pattern.test(name)));
    if (chosen.length > 0) return chosen;
    throw new EntryNotFoundError(`${repoId} has no file that matches ${patterns.join(", ")}`);
  };
}

function toRegExp(pattern: string): RegExp {
  const whole = pattern.endsWith("/") ? `${pattern}*` : pattern;
  const source = whole.replaceAll(/\*+|\?|\[(!?)([^\]]+)\]|[\\^$.|+(){}[\]]/g, (part, not: string, set: string) => {
    if (part.startsWith("*")) return ".*";
    if (part === "?") return ".";
    if (set !== undefined) return `[${not === "!" ? "^" : ""}${set.replaceAll(/[\\^[]/g, "\\$&")}]`;
    return `\\${part}`;
  });
  return new RegExp(`^${source}$`, "s");
}
