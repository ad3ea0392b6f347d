import type { JsonSyntaxError } from "./json-syntax-error.ts";

/** The index after the closing quote of the string that starts at `start`. */
export function endOfString(text: string, start: number): number | JsonSyntaxError {
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') return at + 1;
    if (character < " ") {
      const named = character === "\n" || character === "\r" ? "a line break" : "a control character";
      return { offset: at, message: `${named} inside a string; write it as an escape` };
    }
    if (character !== "\\") continue;
    const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
    escaped.lastIndex = at;
    if (!escaped.test(text)) return { offset: at, message: `${JSON.stringify(text.slice(at, at + 2))} is no escape` };
    at = escaped.lastIndex - 1;
  }
  return { offset: start, message: "a string is not closed" };
}
