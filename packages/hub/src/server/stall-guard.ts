/** Aborts its signal when `touch` has not been called for a time, and when another signal aborts. */
export class StallGuard implements Disposable {
  readonly signal: AbortSignal;
  private readonly controller = new AbortController();
  private readonly timeoutMs: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number, outer: AbortSignal) {
    this.timeoutMs = timeoutMs;
    this.signal = AbortSignal.any([outer, this.controller.signal]);
    this.touch();
  }

  get hasStalled(): boolean {
    return this.controller.signal.aborted;
  }

  touch(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.controller.abort(), this.timeoutMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.timer);
  }
}
