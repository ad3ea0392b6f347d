import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Example } from "../example.ts";
import type { PreparedDataset } from "../prepared-dataset.ts";
import { CacheDamage } from "./cache-damage.ts";
import { type CachedReport, CacheFileWriter, checkCacheFile, readCacheFile } from "./cache-file.ts";

/** A data set one example at a time, and at the end what became of its rows. */
export type ExampleStream = AsyncGenerator<Example, Omit<PreparedDataset, "examples">>;

/** A prepared data set that was found. */
export interface CachedDataset {
  /** The file it is in, and its size in bytes. */
  readonly file: string;
  readonly bytes: number;
  readonly report: CachedReport;
  /** Among its tokens and labels; −1 where it has none. */
  readonly largestId: number;
  /** Its examples, read anew each time; by default without the fingerprints that they were kept with. */
  examples(options?: { fingerprints?: boolean }): AsyncGenerator<Example, void>;
}

export interface TokenCacheOptions {
  /** Bytes that all files together may take; the ones used longest ago go first. Default 20 GB. */
  maxBytes?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

const ENDING = ".tokens";

/** A file half written that is older was left by a process that died. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/**
 * A folder of prepared data sets, each in a file that is named by a key: a SHA-256, in hexadecimal digits, of everything that
 * its tokens depend on. Files are written whole or not at all, and several processes may use the folder at once.
 */
export class TokenCache {
  readonly folder: string;
  private readonly maxBytes: number;
  private readonly now: () => number;

  constructor(folder: string, { maxBytes = 20e9, now = Date.now }: TokenCacheOptions = {}) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.now = now;
  }

  fileOf(key: string): string {
    if (!/^[0-9a-f]{64}$/.test(key)) throw new TypeError(`a key is 64 hexadecimal digits, and ${key} is none`);
    return join(this.folder, `${key}${ENDING}`);
  }

  /**
   * What is kept under a key; null where nothing is.
   * @param onDamage told why a file is not used, which is removed
   * @throws the system's error where a file is there and cannot be read
   */
  async open(key: string, onDamage: (why: string) => void = () => {}): Promise<CachedDataset | null> {
    const file = this.fileOf(key);
    try {
      const { size: bytes } = await stat(file);
      const checked = await checkCacheFile(file, key);
      const used = new Date(this.now());
      // A folder of somebody else's is of use too.
      await utimes(file, used, used).catch(() => {});
      const examples = ({ fingerprints = false } = {}) => readCacheFile(file, key, fingerprints);
      return { file, bytes, ...checked, examples };
    } catch (error) {
      // Neither is there anything in a folder that is a file.
      if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
      if (!(error instanceof CacheDamage)) throw error;
      onDamage(`${file} is damaged: ${error.message}`);
      await rm(file, { force: true }).catch(() => {});
      return null;
    }
  }

  /**
   * The same stream; what comes out of it is kept under the key once all has come.
   * @param onFailure told why nothing can be kept, such as a full disk; the stream goes on
   */
  async *keep(key: string, stream: ExampleStream, onFailure: (error: Error) => void): ExampleStream {
    const file = this.fileOf(key);
    const beside = `${file}.${randomUUID()}.part`;
    let writer: CacheFileWriter | null = null;
    const attempt = async (write: () => Promise<void>) => {
      try {
        await write();
      } catch (error) {
        await writer?.close().catch(() => {});
        await rm(beside, { force: true }).catch(() => {});
        writer = null;
        onFailure(error as Error);
      }
    };
    let isDone = false;
    try {
      await attempt(async () => {
        await mkdir(this.folder, { recursive: true });
        writer = await CacheFileWriter.create(beside, key);
      });
      for (let next = await stream.next(); ; next = await stream.next()) {
        const { done, value } = next;
        if (!done) {
          if (writer !== null) await attempt(() => writer!.add(value));
          yield value;
          continue;
        }
        isDone = true;
        if (writer !== null) {
          await attempt(async () => {
            const { path: _, ...report } = value;
            await writer!.finish(report);
            await rename(beside, file);
            await this.prune(file);
          });
        }
        return value;
      }
    } finally {
      if (!isDone) {
        await (writer as CacheFileWriter | null)?.close().catch(() => {});
        await rm(beside, { force: true }).catch(() => {});
        await stream.return(undefined as never).catch(() => {});
      }
    }
  }

  /** Removes what is kept under a key. @returns its bytes, 0 where there was nothing */
  async remove(key: string): Promise<number> {
    const file = this.fileOf(key);
    const bytes = (await sizeOf(file))?.size ?? 0;
    await rm(file, { force: true });
    return bytes;
  }

  /** Removes everything. @returns how many data sets that was, and their bytes */
  async clear(): Promise<{ count: number; bytes: number }> {
    const files = await this.files();
    for (const { path } of files) await rm(path, { force: true });
    const kept = files.filter(({ path }) => path.endsWith(ENDING));
    return { count: kept.length, bytes: kept.reduce((sum, { size }) => sum + size, 0) };
  }

  private async prune(justWritten: string): Promise<void> {
    const files = (await this.files()).sort((a, b) => b.usedAt - a.usedAt);
    let bytes = 0;
    for (const { path, size, usedAt } of files) {
      if (path.endsWith(ENDING)) {
        bytes += size;
        if (bytes > this.maxBytes && path !== justWritten) await rm(path, { force: true });
      } else if (this.now() - usedAt > ABANDONED_MS) await rm(path, { force: true });
    }
  }

  /** Files of this cache alone: whatever else lies in the folder stays. */
  private async files(): Promise<{ path: string; size: number; usedAt: number }[]> {
    const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    const ours = names.filter((name) => /^[0-9a-f]{64}\.tokens(?:\.[0-9a-f-]+\.part)?$/.test(name));
    const found = await Promise.all(ours.map((name) => sizeOf(join(this.folder, name))));
    return found.filter((file) => file !== null);
  }
}

async function sizeOf(path: string): Promise<{ path: string; size: number; usedAt: number } | null> {
  const found = await stat(path).catch(() => null);
  return found && { path, size: found.size, usedAt: found.mtimeMs };
}
