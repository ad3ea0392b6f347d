import { type FileHandle, open, stat } from "node:fs/promises";
import { CheckpointError } from "../errors/checkpoint-error.ts";

/** Node reads at most 2 GiB at once. */
const maxReadBytes = 1 << 30;

/** An open file that is read at places. Every error names the file. */
export class FileReader implements AsyncDisposable {
  readonly path: string;
  /** Bytes that it had when it was opened. */
  readonly size: number;
  private readonly handle: FileHandle;

  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
    this.size = size;
    this.handle = handle;
  }

  /** @throws CheckpointError when there is no such file, or it cannot be read */
  static async open(path: string): Promise<FileReader> {
    try {
      // Asked before it is opened: opening a pipe would wait for its other end.
      if (!(await stat(path)).isFile()) throw new Error("it is no file");
      const handle = await open(path, "r");
      return new FileReader(path, (await handle.stat()).size, handle);
    } catch (cause) {
      throw new CheckpointError(`${path} cannot be opened: ${(cause as Error).message}`, { cause });
    }
  }

  /**
   * Fills `into` with the bytes from `position` on.
   *
   * @throws CheckpointError when the file ends before
   */
  async read(into: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < into.length; ) {
      const length = Math.min(into.length - done, maxReadBytes);
      const { bytesRead } = await this.handle.read(into, done, length, position + done).catch((cause: Error) => {
        throw new CheckpointError(`${this.path} cannot be read: ${cause.message}`, { cause });
      });
      if (bytesRead === 0) throw new CheckpointError(`${this.path} ended while it was read`);
      done += bytesRead;
    }
  }

  /**
   * So many bytes from `position` on, in memory of their own.
   *
   * @throws CheckpointError, before memory is taken, when the file has fewer
   */
  async bytes(position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (!(position >= 0 && length >= 0 && position + length <= this.size))
      throw new CheckpointError(
        `${this.path} is truncated: it has ${this.size} bytes, ${position + length} are wanted`,
      );
    const bytes = new Uint8Array(length);
    await this.read(bytes, position);
    return bytes;
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
