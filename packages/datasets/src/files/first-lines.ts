/** The first two lines of a text that are not blank. */
export function firstLines(text: string): string[] {
  const found: string[] = [];
  for (let start = 0; start < text.length && found.length < 2; ) {
    const lineFeed = text.indexOf("\n", start);
    const end = lineFeed === -1 ? text.length : lineFeed;
    const line = text.slice(start, end).trim();
    if (line !== "") found.push(line);
    start = end + 1;
  }
  return found;
}
