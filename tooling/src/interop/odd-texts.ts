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

/** Marks of several tokenizers, contractions, composed and compatibility characters, numbers of several scripts. */
const marks: readonly string[] = [
  ...["<s>", "</s>", "<unk>", "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|eot_id|>", "[INST]", "</tool_call>"],
  ...["'s", "'LL", "'\u017f", "'Ve", "'re", "\r\n", "\n\n", " the", " and", "ing", "tion", "\u1100\u1161", "A\u030a"],
  ...["\u1e9b\u0323", "\ufb01", "\ufdfa", "123456", "١٢٣", "Ⅷ", "½", "𝟘𝟙", "𠀀𠀁", "👩‍👩‍👧‍👦", "\ufffd", "\u0000"],
];

/** @param random numbers from 0 to 1, the same ones each time for the same texts */
export function oddTexts(count: number, random: () => number): string[] {
  const below = (limit: number) => Math.floor(random() * limit);
  const anyCharacter = () => {
    const point = below(0x30000);
    return point >= 0xd800 && point < 0xe000 ? "a" : String.fromCodePoint(point);
  };
  const piece = () => {
    const choice = below(20);
    if (choice < 3) return marks[below(marks.length)]!;
    if (choice < 5) return anyCharacter();
    if (choice < 8) return String.fromCodePoint(32 + below(95));
    const letter = letters[below(letters.length)]!;
    return choice < 19 ? letter : letter.repeat(below(40));
  };
  const made = Array.from({ length: count }, () => Array.from({ length: 1 + below(40) }, piece).join(""));
  return [...chosen, ...made];
}
