import type { OnProgress } from "./progress.ts";
import type { Environment } from "./settings.ts";

/** Of everything that may ask the hub. */
export interface HubOptions {
  /** A branch, a tag or a commit; default `main`. */
  revision?: string | undefined;
  /** Told what is going on, a few hundred times a second at most. */
  onProgress?: OnProgress | undefined;
  /** Aborting it ends the download, which the next one goes on with; its reason is thrown. */
  signal?: AbortSignal | undefined;
  /** Whether the hub may not be asked; default HF_HUB_OFFLINE. */
  offline?: boolean | undefined;
  /** Sent to the hub; null sends none; default HF_TOKEN, else the token file. */
  token?: string | null | undefined;
  /** Folder of the cache; default HF_HUB_CACHE, else as huggingface_hub has it. */
  cacheDir?: string | undefined;
  /** Address of the hub; default HF_ENDPOINT, else https://huggingface.co. */
  endpoint?: string | undefined;
  /** Files that are downloaded at a time; default 4. */
  maxWorkers?: number | undefined;
  /** Attempts after one that brought nothing; default 5. */
  retries?: number | undefined;
  /** What the defaults are read from; default `process.env`. */
  env?: Environment | undefined;
  /** Default the runtime's own. */
  fetch?: typeof fetch | undefined;
  /** Waits before another attempt; default by the clock. */
  wait?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
  /** Bytes that may still be written to a folder, null where unknown; default asks the system. */
  freeBytes?: ((folder: string) => Promise<number | null>) | undefined;
}
