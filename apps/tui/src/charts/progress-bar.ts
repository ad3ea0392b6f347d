/** A bar that is done to a share in [0, 1], in two parts for two colours; half a character counts. */
export function progressBar(share: number, width: number): { done: string; left: string } {
  const halves = Math.round(Math.min(1, Math.max(0, share)) * width * 2);
  const done = "━".repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? "╸" : "");
  return { done, left: "─".repeat(Math.max(0, width - done.length)) };
}
