import { describe, expect, test } from "vitest";
import { instruction } from "../../fixtures/examples-of.ts";
import { randomStream, uniformInteger } from "../../random/xoshiro128.ts";
import type { Sample } from "../../sample.ts";
import { answerKey, fingerprint, promptKey, shinglesOf, tokensFingerprint, wholeKey } from "./fingerprint.ts";
import { MAX_SHINGLES } from "./shingles.ts";

const text = (text: string): Sample => ({ type: "text", text });
const print = (sample: Sample) => fingerprint(sample)!;

describe("the same to a reader is the same", () => {
  test.each([
    ["Name three COLOURS, please!", "name  three\n colours please"],
    ["It's “fine” – isn’t it?", "Its fine: isn't it"],
    ["ﬁne ｆｕｌｌ ① café", "fine full 1 cafe\u0301"],
    ["Straße, ΟΔΟΣ", "STRASSE οδος"],
    ["zero\u200bwidth \ufeffmark", "zerowidth mark"],
    ["你好，世界", "你好 世界"],
    ["**bold** text - and more", "bold text and more"],
    ["in 1990, 3.5 kg.", "In 1990 3.5 kg"],
  ])("%j and %j", (a, b) => {
    expect(print(text(a))).toEqual(print(text(b)));
  });

  test("any text in capitals and with other white space and punctuation", () => {
    const random = randomStream(5);
    const pick = (from: readonly string[]) => from[uniformInteger(random, from.length)]!;
    const words = ["Ab", "żółw", "straße", "ﬂow", "ΣΟΦΟΣ", "5", "été", "ок", "日本", "🙂", "ŉ", "ǅ", "don't"];
    for (let round = 0; round < 300; round++) {
      const row = Array.from({ length: 1 + uniformInteger(random, 9) }, () => pick(words));
      const noisy = row
        .map((word) => pick([word, word.toUpperCase()]) + pick([" ", "\t", ",\n", "!? ", " (", "… "]))
        .join("");
      expect(print(text(noisy)), noisy).toEqual(print(text(row.join(" "))));
    }
  });
});

describe("what differs to a reader differs", () => {
  test.each([
    ["What is 3 + 5?", "What is 3 - 5?"],
    ["What is 3-5?", "What is 3*5?"],
    ["3.5 kg", "35 kg"],
    ["a < b", "a > b"],
    ["🙂", "🙁"],
    ["你好", "好你"],
    ["naïve", "naive"],
    ["\ud800", "\ud801"],
    ["one two three", "one three two"],
    ["ab c", "a bc"],
    ["", "a"],
  ])("%j and %j", (a, b) => {
    expect(wholeKey(print(text(a)))).not.toBe(wholeKey(print(text(b))));
  });
});

describe("parts", () => {
  test("the same row in each form has the same whole, and where it has them, the same prompt and answer", () => {
    const [prompt, answer] = ["Name three primary colours.", "They are red, blue and yellow, as painters know."];
    const rows: Sample[] = [
      instruction(prompt, answer),
      instruction("Name three", answer, "primary colours"),
      { ...instruction(prompt, answer), system: "Be brief." } as Sample,
      { type: "completion", prompt, completion: answer },
      {
        type: "conversation",
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: prompt },
          { role: "assistant", content: answer },
        ],
      },
    ];
    for (const row of rows) expect(print(row)).toEqual(print(rows[0]!));
    expect(wholeKey(print(text(`${prompt} ${answer}`)))).toBe(wholeKey(print(rows[0]!)));
    expect([promptKey(print(text("some words of text"))), answerKey(print(text("some words of text")))]).toEqual([
      0, 0,
    ]);
  });

  test("prompts below three words and answers below fifteen tell nothing alone", () => {
    const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(" ");
    expect(promptKey(print(instruction(words(2), "")))).toBe(0);
    expect(answerKey(print(instruction("", words(14))))).toBe(0);
    expect(promptKey(print(instruction(words(3), "")))).not.toBe(0);
    expect(answerKey(print(instruction("", words(15))))).not.toBe(0);
  });

  test("turns of a history and calls of tools count", () => {
    const row = instruction("And then?", "Then it rains.");
    const later = { ...row, history: [{ instruction: "How is it?", output: "Dry." }] } as Sample;
    const call = (name: string): Sample => ({
      type: "conversation",
      messages: [
        { role: "user", content: "How is the weather?" },
        { role: "assistant", content: "", tool_calls: [{ type: "function", function: { name, arguments: {} } }] },
      ],
    });
    expect(wholeKey(print(later))).not.toBe(wholeKey(print(row)));
    expect(wholeKey(print(call("weather")))).not.toBe(wholeKey(print(call("radar"))));
  });
});

describe("tokens", () => {
  const row = (inputIds: number[], trained = 0) => ({
    inputIds: Int32Array.from(inputIds),
    labels: Int32Array.from(inputIds.map((id, position) => (position < trained ? -100 : id))),
  });

  test("have a prompt and an answer where some are no labels", () => {
    const a = tokensFingerprint(row([0, 1, 2, 3, 4, 5], 4));
    const b = tokensFingerprint(row([0, 1, 2, 3, 7, 8], 4));
    expect(promptKey(a)).toBe(promptKey(b));
    expect(wholeKey(a)).not.toBe(wholeKey(b));
    expect(promptKey(tokensFingerprint(row([0, 1, 2, 3, 4, 5])))).toBe(0);
  });

  test("of one row of text have no fingerprint beforehand", () => {
    expect(fingerprint({ type: "tokens", inputIds: Int32Array.of(1, 2) })).toBeUndefined();
  });
});

describe("hostile rows", () => {
  test("without a word have no key and no shingle", () => {
    for (const empty of ["", "   ", "…!?", "\u0000\u200b"]) {
      const found = print(text(empty));
      expect([wholeKey(found), shinglesOf(found).hashes.length]).toEqual([0, 0]);
    }
  });

  test("of a million characters keep 4 KB, and their end counts", () => {
    const random = randomStream(1);
    const words = Array.from({ length: 60_000 }, () => uniformInteger(random, 1e6)).join(" ");
    const long = print(text(words.repeat(3)));
    expect(long.byteLength).toBeLessThan(4200);
    expect(shinglesOf(long).knownUpTo).toBe(shinglesOf(long).hashes[MAX_SHINGLES - 1]);
    expect(wholeKey(print(text(`${words.repeat(3)} end`)))).not.toBe(wholeKey(long));
    expect(print(text(`\n ${words.repeat(3)}`))).toEqual(long);
  });

  test("of one character over and over", () => {
    for (const character of ["a", "a ", "é", "😀", "\ud83d", "\u0301", "ﷺ", "-", "\n"]) {
      const found = print(text(character.repeat(70_001)));
      expect(shinglesOf(found).hashes.length, JSON.stringify(character)).toBeLessThan(16);
    }
  });

  test("with surrogates on their own", () => {
    expect(wholeKey(print(text("\ude00 lone \ud83d")))).not.toBe(0);
    const word = "x".repeat(65_535);
    expect(wholeKey(print(text(`${word}😀`)))).toBe(wholeKey(print(text(`${word} 😀`))));
  });
});
