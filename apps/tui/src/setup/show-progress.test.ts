import type { SetupProgress } from "@neftune/engine/setup";
import { expect, test } from "vitest";
import { progressDisplay, progressLine } from "./show-progress.ts";

const run: SetupProgress[] = [
  { phase: "resolve", requirement: "openvino" },
  { phase: "download", file: "openvino.whl", done: 0, total: 60e6 },
  { phase: "download", file: "openvino.whl", done: 30e6, total: 60e6 },
  { phase: "check", file: "openvino.whl" },
  { phase: "unpack", file: "openvino", done: 1, total: 150e6 },
];

function shown(terminal: { isTTY: boolean; columns?: number }): string {
  let text = "";
  const display = progressDisplay({ ...terminal, write: (part: string) => (text += part) });
  for (const progress of run) display.show(progress);
  display.clear();
  return text;
}

test("off a terminal there is a line a phase, without control characters", () => {
  expect(shown({ isTTY: false })).toBe(
    "asking pip for openvino\ndownloading openvino.whl, 60 MB\nchecking its hash\nunpacking 150 MB\n",
  );
});

test("on a terminal one line is drawn anew, and gone at the end", () => {
  const frames = shown({ isTTY: true, columns: 80 }).split("\r\u001b[2K");
  expect(frames).toHaveLength(run.length + 2);
  expect(frames[3]).toBe(`${"━".repeat(12)}${"─".repeat(12)} 50 %  downloading openvino.whl, 60 MB`);
  expect(frames.at(-1)).toBe("");
});

test("a line never wraps, and a size that nobody tells has no bar", () => {
  for (const progress of run) expect(progressLine(progress, 20).length).toBeLessThan(20);
  const unknown = { phase: "download", file: "a.whl", done: 0, total: null } as const;
  expect(progressLine(unknown, 80)).toBe("downloading a.whl");
});
