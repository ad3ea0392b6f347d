import type { HubProgress, OnProgress } from "@neftune/hub";

/** Passes on what changes, and of bytes that come only what an eye can follow: ten times a second, and the end. */
export function throttleProgress(onProgress: OnProgress, now: () => number): OnProgress {
  let last = Number.NEGATIVE_INFINITY;
  return (progress: HubProgress) => {
    if (progress.phase === "download" && progress.allBytes < progress.allTotal && now() - last < 100) return;
    last = now();
    onProgress(progress);
  };
}
