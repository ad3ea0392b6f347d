/**
 * Where a text ends at the first of the stop strings: the text before it; null where there is none in it.
 *
 * @param from a place before which the text was looked through already
 */
export function cutAtStop(text: string, stopStrings: readonly string[], from = 0): string | null {
  const longest = Math.max(0, ...stopStrings.map(({ length }) => length));
  const places = stopStrings
    .map((stop) => text.indexOf(stop, Math.max(0, from - longest)))
    .filter((place) => place >= 0);
  return places.length > 0 ? text.slice(0, Math.min(...places)) : null;
}

/** How many characters at the end of a text might be the beginning of a stop string: they are not to be shown yet. */
export function heldBack(text: string, stopStrings: readonly string[]): number {
  let most = 0;
  for (const stop of stopStrings) {
    for (let length = Math.min(stop.length - 1, text.length); length > most; length--)
      if (stop.startsWith(text.slice(-length))) most = length;
  }
  return most;
}
