/** How the hub is spoken to. */
export interface Connection {
  /** Address of the hub, without a slash at its end. */
  readonly endpoint: string;
  /** Sent to the hub's own address and to no other. */
  readonly token: string | null;
  readonly fetch: typeof fetch;
  /** After how many milliseconds without an answer or a byte a connection counts as broken. */
  readonly timeoutMs: number;
  /** How often in a row something is tried again that brought nothing. */
  readonly retries: number;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}
