/**
 * Looks at every item of a stream until the signal is aborted, and lets go of what the stream holds in either case.
 * @returns what the stream returns at its end
 * @throws the signal's reason
 */
export async function runThrough<Item, Report>(
  stream: AsyncGenerator<Item, Report>,
  look: (item: Item) => void,
  signal: AbortSignal,
): Promise<Report> {
  try {
    for (let next = await stream.next(); ; next = await stream.next()) {
      signal.throwIfAborted();
      if (next.done) return next.value;
      look(next.value);
    }
  } finally {
    // After the end it does nothing.
    await stream.return(undefined as never);
  }
}
