import { expect, test } from "vitest";
import { BrailleCanvas } from "./braille-canvas.ts";

const text = (canvas: BrailleCanvas<string>, row: number) =>
  canvas
    .row(row)
    .map((cell) => cell?.text ?? " ")
    .join("");

test("each dot is the Unicode block's own bit", () => {
  // U+2800 + bit: dots 1 to 8 are left 1–3, right 4–6, then 7 and 8 at the bottom.
  const bits = [
    [0x01, 0x08],
    [0x02, 0x10],
    [0x04, 0x20],
    [0x40, 0x80],
  ];
  for (const [y, row] of bits.entries()) {
    for (const [x, bit] of row.entries()) {
      const canvas = new BrailleCanvas<string>(1, 1);
      canvas.dot(x, y, "a");
      expect(text(canvas, 0).codePointAt(0)! - 0x2800).toBe(bit);
    }
  }
});

test("a line has no holes, its ends are dots, and dots outside are left out", () => {
  const canvas = new BrailleCanvas<string>(3, 1);
  canvas.line(0, 0, 5, 0, "a");
  canvas.dot(-1, 0, "b");
  canvas.dot(6, 9, "b");
  expect(text(canvas, 0)).toBe("⠉⠉⠉");
});

test("where lines cross, the cell is the later one's", () => {
  const canvas = new BrailleCanvas<string>(1, 1);
  canvas.dot(0, 0, "first");
  canvas.dot(1, 3, "second");
  expect(canvas.row(0)).toEqual([{ text: "⢁", role: "second" }]);
});
