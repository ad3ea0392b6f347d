/** Milliseconds for which programs may run without the event loop having a turn. */
const longest = 10;

/** Lets timers, signals and sockets have their turn between calls that block the thread. */
export class Breather {
  private readonly now: () => number;
  private last: number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.last = now();
  }

  /** A turn of the event loop, where the last one is long ago. */
  async breathe(): Promise<void> {
    if (this.now() - this.last < longest) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.last = this.now();
  }
}
