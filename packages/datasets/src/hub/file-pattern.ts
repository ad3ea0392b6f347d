/**
 * A pattern of a data set's README as a regular expression: `*` stays within a folder, `**` goes through any, `?` is one
 * character, `[abc]` and `[!abc]` one of some, `{a,b}` one of several texts.
 */
export function filePattern(pattern: string): RegExp {
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
