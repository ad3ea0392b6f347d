import { BadResponseError } from "../errors/bad-response-error.ts";
import { NetworkError } from "../errors/network-error.ts";
import type { Connection } from "./connection.ts";
import { StallGuard } from "./stall-guard.ts";

const MAX_REDIRECTS = 5;

export interface Answer {
  readonly response: Response;
  /** What the hub itself said before it sent elsewhere: of a large file, its hash is there and not at the other address. */
  readonly hubHeaders: Headers;
  /** Body, piece by piece. @throws NetworkError where it breaks off or stands still */
  body(): AsyncIterable<Uint8Array>;
}

/**
 * One GET request, with redirects followed here and not by `fetch`: only so is it certain on every runtime that the token goes to
 * the hub's own address alone.
 *
 * @param use what is done with the answer while the connection is open; the status may be an error's
 * @throws NetworkError where there is no answer; the signal's reason when it is aborted
 */
export async function request<T>(
  connection: Connection,
  url: string,
  { headers, signal }: { headers?: Record<string, string>; signal: AbortSignal },
  use: (answer: Answer) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  using guard = new StallGuard(connection.timeoutMs, signal);
  const { origin } = new URL(connection.endpoint);
  let address = new URL(url);
  const failed = (what: string, cause: unknown): unknown => {
    if (signal.aborted) return signal.reason;
    return new NetworkError(`${address.origin} ${what}: ${reasonOf(cause, guard, connection)}`, { cause });
  };
  let hubHeaders: Headers | undefined;
  for (let redirects = 0; ; redirects++) {
    const authorization = connection.token !== null && address.origin === origin;
    const response = await connection
      .fetch(address, {
        headers: {
          "user-agent": "neftune",
          // Sizes and ranges are those of the file.
          "accept-encoding": "identity",
          ...headers,
          ...(authorization ? { authorization: `Bearer ${connection.token}` } : {}),
        },
        redirect: "manual",
        signal: guard.signal,
      })
      .catch((cause) => {
        throw failed("cannot be reached", cause);
      });
    if (address.origin === origin) hubHeaders = response.headers;
    const next = redirectOf(response, address);
    if (next === null)
      return await use({
        response,
        hubHeaders: hubHeaders!,
        body: () => readBody(response, guard, (cause) => failed("broke off", cause)),
      });
    await response.body?.cancel();
    if (redirects === MAX_REDIRECTS) throw new BadResponseError(`${url} redirects more than ${MAX_REDIRECTS} times`);
    address = next;
    guard.touch();
  }
}

function redirectOf(response: Response, from: URL): URL | null {
  const location = response.headers.get("location");
  if (response.status < 300 || response.status > 399 || location === null) return null;
  const next = URL.canParse(location, from.href) ? new URL(location, from) : null;
  // What was asked for in secret is not fetched in the open.
  if (next !== null && (next.protocol === "https:" || (next.protocol === "http:" && from.protocol === "http:")))
    return next;
  throw new BadResponseError(`${from.host} redirects to ${location.slice(0, 200)}, which is not followed`);
}

async function* readBody(
  response: Response,
  guard: StallGuard,
  failed: (cause: unknown) => unknown,
): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause) => {
        throw failed(cause);
      });
      if (done) return;
      guard.touch();
      yield value;
    }
  } finally {
    // Of a body that nobody wants any more; a broken one cannot be cancelled.
    await reader.cancel().catch(() => {});
  }
}

function reasonOf(cause: unknown, guard: StallGuard, { timeoutMs }: Connection): string {
  if (guard.hasStalled) return `nothing came for ${timeoutMs / 1000} s`;
  // fetch's own message is "fetch failed"; what failed is below.
  for (let error = cause; error instanceof Error; error = error.cause) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "no such host, or no network";
    if (typeof code === "string" && /^E[A-Z]+$/.test(code)) return code;
    if (error.cause === undefined) return error.message;
  }
  return String(cause);
}
