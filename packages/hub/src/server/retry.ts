import { BadResponseError } from "../errors/bad-response-error.ts";
import { NetworkError } from "../errors/network-error.ts";
import type { OnProgress } from "../progress.ts";
import type { Connection } from "./connection.ts";

const TRANSIENT: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** No server's wish to be left alone is followed for longer. */
const MAX_DELAY_MS = 60_000;

/** Whether the same request may well succeed a little later. */
export function isTransient(error: unknown): error is NetworkError | BadResponseError {
  return error instanceof NetworkError || (error instanceof BadResponseError && TRANSIENT.has(error.status));
}

/** Milliseconds before another attempt: 0.5 s, doubled each time up to 8 s, or what the server asks for. */
export function delayBefore(attempt: number, error: unknown): number {
  const asked = error instanceof BadResponseError ? (error.retryAfter ?? 0) * 1000 : 0;
  return Math.min(MAX_DELAY_MS, Math.max(asked, 500 * 2 ** Math.min(attempt, 4)));
}

export interface RetryOptions {
  /** What is tried, for those who are told. */
  readonly what: string;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/**
 * Tries until it succeeds, fails for good, or has failed without getting any further more often than the connection retries.
 *
 * @param attempt calls `gained` when it got further, and the count begins anew
 */
export async function withRetries<T>(
  { retries, wait }: Pick<Connection, "retries" | "wait">,
  { what, signal, onProgress }: RetryOptions,
  attempt: (gained: () => void) => Promise<T>,
): Promise<T> {
  let failures = 0;
  const gained = () => {
    failures = 0;
  };
  for (;;) {
    try {
      return await attempt(gained);
    } catch (error) {
      if (!isTransient(error) || failures >= retries) throw error;
      const delayMs = delayBefore(failures++, error);
      onProgress({ phase: "retry", what, reason: error.message, delayMs });
      await wait(delayMs, signal);
    }
  }
}
