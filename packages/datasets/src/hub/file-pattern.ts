import { DatasetError } from "../dataset-error.ts";

/** Stars in a pattern: each may try every length of a name's rest. */
const MAX_STARS = 6;

/**
 * A pattern of a data set's README as a regular expression: `*` stays within a folder, `**` goes through any, `?` is one
 * character, `[abc]` and `[!abc]` one of some, `{a,b}` one of several texts.
 * @throws DatasetError for one with too many stars
 */
export function filePattern(pattern: string): RegExp {
  if ((pattern.match(/\*+/g)?.length ?? 0) > MAX_STARS)
    throw new DatasetError(`the pattern ${JSON.stringify(pattern.slice(0, 60))} has more than ${MAX_STARS} stars`);
  const source = pattern.replaceAll(
    /\*\*\/|\*+|\?|\[(!?)([^\]]+)\]|\{([^{}]*)\}|[\\^$.|+()[\]{}]/g,
    (part, not: string | undefined, set: string | undefined, choices: string | undefined) => {
      if (part === "**/") return "(?:.*/)?";
      if (part.startsWith("*")) return part.length > 1 ? ".*" : "[^/]*";
      if (part === "?") return "[^/]";
      if (set !== undefined) return `[${not === "!" ? "^" : ""}${set.replaceAll(/[\\^[]/g, "\\$&")}]`;
      if (choices !== undefined) return `(?:${choices.split(",").map(escapeText).join("|")})`;
      return `\\${part}`;
    },
  );
  return new RegExp(`^${source}$`, "s");
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
