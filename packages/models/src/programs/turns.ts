/** Runs asynchronous tasks one after another, in the order in which they were asked for. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  take<T>(task: () => Promise<T>): Promise<T> {
    const result = this.last.then(task);
    // One that failed does not stop those behind it.
    this.last = result.catch(() => {});
    return result;
  }
}
