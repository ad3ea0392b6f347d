import type { Span } from "./template.ts";

/** Private code points that no text has by chance. What is written between them is the assistant's. */
const [opening, closing] = ["\u{F5A21}\u{F5A22}", "\u{F5A22}\u{F5A21}"];

/**
 * A chat template (Jinja) that writes marks where `{% generation %}` and `{% endgeneration %}` stand, which transformers takes for what
 * the assistant wrote; null where it has none. The marks stay inside of block tags, so that the blank space around these is
 * treated as before.
 */
export function withVisibleMarks(template: string): string | null {
  const mark = (letters: string) => (_: string, left: string, right: string) =>
    `{%${left} if true %}{{ "${letters}" }}{% endif ${right}%}`;
  const marked = template
    .replace(/\{%([-+]?)\s*generation\s*([-+]?)%\}/g, mark(opening))
    .replace(/\{%([-+]?)\s*endgeneration\s*([-+]?)%\}/g, mark(closing));
  return marked === template ? null : marked;
}

/** What is between the marks of `marked`, by positions in `text`; null where it is not `text` with marks in pairs. */
export function spansBetweenMarks(marked: string, text: string): Span[] | null {
  const spans: Span[] = [];
  let plain = "";
  for (const [index, part] of marked.split(opening).entries()) {
    const [inside, outside, ...more] = part.split(closing);
    if (more.length > 0 || (index === 0) !== (outside === undefined)) return null;
    if (index > 0) spans.push({ start: plain.length, end: plain.length + inside!.length });
    plain += inside! + (outside ?? "");
  }
  return plain === text ? spans.filter(({ start, end }) => end > start) : null;
}
