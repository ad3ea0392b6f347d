import stringWidth from "string-width";
import type { TextRole } from "./paint.ts";

/** A piece of text with what it stands for. */
export interface Span {
  text: string;
  role: TextRole;
}

/** Characters as a reader counts them, and spaces with the word before them. */
const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * Breaks text into lines of at most so many columns of a terminal, at a space where there is one, within a word where not.
 * A line feed ends a line. Wide characters count two columns.
 */
export function wrapSpans(spans: readonly Span[], columns: number): Span[][] {
  const lines: Span[][] = [[]];
  let width = 0;
  const newLine = () => {
    lines.push([]);
    width = 0;
  };
  /** The spaces that a line was broken at would be seen by nobody. */
  const breakLine = () => {
    const last = lines.at(-1)!.at(-1);
    if (last !== undefined) last.text = last.text.trimEnd();
    newLine();
  };
  const put = (text: string, role: TextRole, columnsOfIt: number) => {
    const line = lines.at(-1)!;
    const last = line.at(-1);
    if (last?.role === role) last.text += text;
    else line.push({ text, role });
    width += columnsOfIt;
  };
  for (const { text, role } of spans) {
    for (const word of text.match(/\n|[^\n ]+ *| +/g) ?? []) {
      if (word === "\n") {
        newLine();
        continue;
      }
      const wide = stringWidth(word.trimEnd());
      if (width > 0 && width + wide > columns && wide <= columns) breakLine();
      // The space that a line ends with is not seen; it must not make the line too long.
      if (width + wide <= columns) {
        const kept = word.slice(0, word.trimEnd().length + Math.max(0, columns - width - wide));
        put(kept, role, stringWidth(kept));
        continue;
      }
      for (const { segment } of characters.segment(word)) {
        const needed = stringWidth(segment);
        if (width + needed > columns && width > 0) {
          if (segment === " ") continue;
          breakLine();
        }
        put(segment, role, needed);
      }
    }
  }
  return lines;
}

/** A text cut in its middle to at most so many columns. */
export function cutMiddle(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  const parts = Array.from(characters.segment(text), ({ segment }) => segment);
  const room = Math.max(0, columns - 1);
  const head = takeColumns(parts, Math.ceil(room / 2));
  const tail = takeColumns(parts.reverse(), Math.floor(room / 2)).reverse();
  return `${head.join("")}…${tail.join("")}`;
}

function takeColumns(parts: readonly string[], columns: number): string[] {
  const taken: string[] = [];
  let width = 0;
  for (const part of parts) {
    width += stringWidth(part);
    if (width > columns) break;
    taken.push(part);
  }
  return taken;
}
