/** One line of a run, as printed. */
export type PrintedEvent = Readonly<Record<string, unknown>>;

/**
 * How far figures may lie apart, relative to the larger. The noise and the graph are the same bits everywhere, but sines, cosines and
 * logarithms of engines differ in the last place.
 */
export const relativeTolerance = 1e-6;

/** What tells of a run's surroundings, its folder and its speed, and not of the model. */
const surroundings = new Set(["config", "runDir", "seconds", "tokensPerSecond", "samplesPerSecond", "memoryMb"]);

/** The lines of a program's output that are JSON. */
export function parseEvents(output: string): PrintedEvent[] {
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as PrintedEvent);
}

/** Where two runs differ: a line for each, none where they are the same. */
export function compareEvents(expected: readonly PrintedEvent[], actual: readonly PrintedEvent[]): string[] {
  if (expected.length !== actual.length) return [`${actual.length} events, wanted ${expected.length}`];
  return expected.flatMap((event, index) => {
    const other = actual[index]!;
    return Object.keys({ ...event, ...other })
      .filter((key) => !surroundings.has(key) && !isSame(event[key], other[key]))
      .map((key) => `${event.event} at step ${event.step}: ${key} is ${show(other[key])}, wanted ${show(event[key])}`);
  });
}

function isSame(expected: unknown, actual: unknown): boolean {
  if (typeof expected !== "number" || typeof actual !== "number") return show(expected) === show(actual);
  return Math.abs(expected - actual) <= relativeTolerance * Math.max(Math.abs(expected), Math.abs(actual));
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "missing";
}
