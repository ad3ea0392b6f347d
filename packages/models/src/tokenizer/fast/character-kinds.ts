/** What a pre-tokenizer's expression asks of a character. `pair` is half of a surrogate pair: see `kindOfPair`. */
export const kind = { other: 0, letter: 1, number: 2, space: 3, pair: 4 } as const;

/** `White_Space` is `\s` in Oniguruma and Rust; JavaScript's has U+FEFF and not U+0085. */
const expressions = [
  [/\p{L}+/gu, kind.letter],
  [/\p{N}+/gu, kind.number],
  [/\p{White_Space}+/gu, kind.space],
] as const;

/** Kinds by UTF-16 code unit: [65536]. */
export const kinds = kindsOfUnits();

/** The kind of the surrogate pair at an index. No space is one. */
export function kindOfPair(text: string, index: number): number {
  const character = String.fromCodePoint(text.codePointAt(index)!);
  if (/\p{L}/u.test(character)) return kind.letter;
  return /\p{N}/u.test(character) ? kind.number : kind.other;
}

function kindsOfUnits(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (const [first, end] of [
    [0, 0xd800],
    [0xe000, 0x10000],
  ] as const) {
    const characters = Array.from({ length: end - first }, (_, index) => String.fromCharCode(first + index)).join("");
    for (const [expression, value] of expressions)
      for (const { index, 0: run } of characters.matchAll(expression))
        table.fill(value, first + index, first + index + run.length);
  }
  return table.fill(kind.pair, 0xd800, 0xe000);
}
