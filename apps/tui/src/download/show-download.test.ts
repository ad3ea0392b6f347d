import type { HubProgress } from "@neftune/hub";
import { expect, test } from "vitest";
import { downloadDisplay, downloadLine, downloadText } from "./show-download.ts";
import { throttleProgress } from "./throttle-progress.ts";

const repoId = "org/tiny";
const at = (allBytes: number, file = "model.safetensors"): HubProgress => {
  return { phase: "download", repoId, file, bytes: allBytes, total: 200e6, allBytes, allTotal: 200e6 };
};

function shown(
  terminal: { isTTY: boolean; columns?: number },
  steps: readonly [HubProgress, seconds: number][],
): string {
  let [text, seconds] = ["", 0];
  const sink = { ...terminal, write: (part: string) => (text += part) };
  const display = downloadDisplay(sink, () => seconds * 1000);
  for (const [progress, when] of steps) {
    seconds = when;
    display.show(progress);
  }
  display.clear();
  return text;
}

test("off a terminal there is a line every tenth, without control characters, whichever file comes", () => {
  const bytes = Array.from({ length: 101 }, (_, percent) => percent * 2e6);
  const steps = bytes.map((all, index): [HubProgress, number] => [at(all, index % 2 ? "a" : "b"), index]);
  const lines = shown({ isTTY: false }, [[{ phase: "resolve", repoId }, 0], ...steps]).split("\n");
  expect(lines.slice(0, 2)).toEqual(["downloading org/tiny, 200 MB: 0 %", "downloading org/tiny, 200 MB: 10 %"]);
  expect(lines).toHaveLength(11 + 1);
});

test("on a terminal a bar is drawn anew, with the speed of what came since the start, and is gone at the end", () => {
  const frames = shown({ isTTY: true, columns: 90 }, [
    [at(50e6), 0],
    [at(100e6), 10],
  ]).split("\r\u001b[2K");
  const half = `${"━".repeat(12)}${"─".repeat(12)} 50 %`;
  expect(frames).toEqual([
    "",
    `${"━".repeat(6)}${"─".repeat(18)} 25 %  org/tiny, 200 MB`,
    `${half}  org/tiny, 200 MB  5 MB/s, 0:20 left`,
    "",
  ]);
});

test("what holds it up is said, and no line wraps", () => {
  const retry: HubProgress = {
    phase: "retry",
    what: "model.safetensors",
    reason: "hub broke off: EPIPE",
    delayMs: 500,
  };
  expect(downloadText(retry)).toBe("model.safetensors: hub broke off: EPIPE; trying again in 0.5 s");
  expect(downloadText({ phase: "wait", file: "a" })).toBe("waiting for another process that downloads a");
  expect(downloadText({ phase: "cache", repoId, reason: "no network" })).toBe(
    "org/tiny is taken from the cache: no network",
  );
  for (const progress of [retry, at(7)]) expect(downloadLine(progress, 1e6, 30).length).toBeLessThan(30);
});

test("of a thousand pieces a second ten are told, and always the last", () => {
  const told: number[] = [];
  let now = 0;
  const onProgress = throttleProgress(
    (progress) => progress.phase === "download" && told.push(progress.allBytes),
    () => now,
  );
  for (let piece = 1; piece <= 1000; piece++) {
    now = piece;
    onProgress(at(piece * 2e5));
  }
  expect(told.length).toBe(11);
  expect(told.at(-1)).toBe(200e6);
});
