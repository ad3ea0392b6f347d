const LEVELS = "▁▂▃▄▅▆▇█";

/**
 * A series as one character a value, between its own lowest and highest. More values than `width` are averaged in
 * groups; values that are not finite are left out.
 */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length === 0 || width < 1) return "";
  const means = groupMeans(known, Math.min(width, known.length));
  const [low, high] = [Math.min(...means), Math.max(...means)];
  if (high === low) return LEVELS[3]!.repeat(means.length);
  return means.map((mean) => LEVELS[Math.round(((mean - low) / (high - low)) * (LEVELS.length - 1))]).join("");
}

/** Means of `count` groups of neighbours, as even as can be. */
function groupMeans(values: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const group = values.slice(
      Math.floor((index * values.length) / count),
      Math.floor(((index + 1) * values.length) / count),
    );
    return group.reduce((sum, value) => sum + value, 0) / group.length;
  });
}
