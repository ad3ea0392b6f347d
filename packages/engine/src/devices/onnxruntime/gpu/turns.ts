/** One task at a time, in the order in which they came. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  take<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(task);
    // One that failed does not stop those behind it.
    this.last = result.catch(() => undefined);
    return result;
  }
}
