import { expect, test } from "vitest";
import { progressBar } from "./progress-bar.ts";
import { sparkline } from "./sparkline.ts";

test.each([
  [[0, 1, 2, 3, 4, 5, 6, 7], 8, "▁▂▃▄▅▆▇█"],
  [[7, 0], 8, "█▁"],
  [[0, 0, 7, 7], 2, "▁█"],
  [[3, 3, 3], 8, "▄▄▄"],
  [[0, null, Number.NaN, 7], 8, "▁█"],
  [[], 8, ""],
  [[1, 2], 0, ""],
])("%j in %i characters", (values, width, expected) => {
  expect(sparkline(values, width)).toBe(expected);
});

test("a progress bar counts halves and keeps its width whatever the share", () => {
  expect(progressBar(0.25, 10)).toEqual({ done: "━━╸", left: "───────" });
  for (const share of [-1, 0, 0.333, 1, 7, Number.NaN]) {
    const { done, left } = progressBar(share, 10);
    expect((done + left).length).toBe(10);
  }
});
