/**
 * Does something with every item, at most `limit` at a time. The first failure aborts the others; it is thrown once they have
 * ended, so that nothing goes on in the background.
 */
export async function runBounded<T>(
  items: readonly T[],
  { limit, signal }: { limit: number; signal: AbortSignal },
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const others = new AbortController();
  const either = AbortSignal.any([signal, others.signal]);
  let next = 0;
  let failure: { error: unknown } | undefined;
  const worker = async () => {
    while (next < items.length && failure === undefined) {
      try {
        await work(items[next++]!, either);
      } catch (error) {
        failure ??= { error };
        others.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failure !== undefined) throw failure.error;
}
