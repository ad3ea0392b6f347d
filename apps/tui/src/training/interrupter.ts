/** A Ctrl-C may arrive twice, from the terminal and from the package manager above us: within this time it is one. */
const SAME_MS = 400;

export interface InterrupterOptions {
  /** The first time: stop after the step. */
  stop(): void;
  /** Again: end at once. */
  kill(): void;
  /** Milliseconds on any clock that does not go back. */
  now(): number;
}

export interface Interrupter {
  /** A Ctrl-C or a signal. */
  interrupt(): void;
  /** Asks for the stop only, however often. */
  stop(): void;
}

/** Makes of Ctrl-C, signals and keys the two things that can be done about a run. */
export function createInterrupter({ stop, kill, now }: InterrupterOptions): Interrupter {
  let stoppedAt: number | undefined;
  const stopOnce = () => {
    if (stoppedAt !== undefined) return;
    stoppedAt = now();
    stop();
  };
  return {
    stop: stopOnce,
    interrupt: () => {
      if (stoppedAt === undefined) stopOnce();
      else if (now() - stoppedAt > SAME_MS) kill();
    },
  };
}
