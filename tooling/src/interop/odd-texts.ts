/** What tokenizers stumble over: spaces of all kinds, signs of several code points, bytes that are no text, their own marks. */
const chosen: readonly string[] = [
  ...[
    "",
    " ",
    "  ",
    "\t",
    "\n\n",
    "\r\n",
    "\u0085",
    "\ufeffx",
    "x\ufeffy",
    "\u3000全角 １２",
    "\u2028",
    "\u200b\u200d",
  ],
  ...["Hello world", " Hello  world ", "it's I'LL we'Ve", "3.14159 1,234 100000", "def f(x):\n    return x\n\n\n# c\n"],
  ...[
    "naïve café e\u0301",
    "ﬁ ﬂ ①② Ⅷ ½",
    "ß ẞ İ ı",
    "你好，世界",
    "日本語テスト",
    "한국어",
    "नमस्ते",
    "ไทย",
    "مرحبا",
    "עברית",
  ],
  ...["👩‍👩‍👧‍👦 🏳️‍🌈 🙂🙂", "\u0000\u0001\u007f", "▁x ▁ y", "<0x0A>", "a".repeat(300), `${" ".repeat(50)}x`],
];
const letters = Array.from("ab cdE 12\n\t'’é世界🙂\u0301\u00a0\u3000▁<>|_.!\ufeff\u0085");

/** @param random numbers from 0 to 1, the same ones each time for the same texts */
export function oddTexts(count: number, random: () => number): string[] {
  const pick = () => letters[Math.floor(random() * letters.length)]!;
  const made = Array.from({ length: count }, () =>
    Array.from({ length: 1 + Math.floor(random() * 40) }, pick).join(""),
  );
  return [...chosen, ...made];
}
