/**
 * What a terminal would act on or hide: control characters, marks that turn the direction of writing, characters without a
 * width, halves of surrogate pairs. Joiners stay, since they make the shapes of letters and emoji.
 */
const HIDDEN = /(?![\n\u200c\u200d])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u061c\ufff9-\ufffb]/gu;

/** Stay although nothing of them is seen: they choose between shapes of the character before. */
const SELECTOR = /^\p{Variation_Selector}$/u;

/**
 * Text of unknown origin as it may be shown on a terminal: what does something there, or is not seen, is written as \x1b,
 * \u202e or \u{e0041}. Line breaks stay.
 */
export function visibleText(text: string): string {
  return text.replaceAll(HIDDEN, (character) => (SELECTOR.test(character) ? character : escaped(character)));
}

/** The same for a place where a line must not end. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll("\n", "\\n");
}

const named: Readonly<Record<string, string>> = { "\t": "\\t", "\r": "\\r" };

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  const hex = code.toString(16);
  if (code > 0xffff) return `\\u{${hex}}`;
  return named[character] ?? (code < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`);
}
