import { type FileHandle, open } from "node:fs/promises";
import type { RepoFile } from "../listing.ts";
import { type BlobHash, blobHash } from "./blob-hash.ts";

const READ_BYTES = 1 << 20;

/** A file that is being downloaded: what is there of it, on disk and in its hash. */
export class IncompleteFile implements AsyncDisposable {
  /** Bytes that are there. */
  length = 0;
  private readonly file: RepoFile;
  private readonly handle: FileHandle;
  private hash: BlobHash;

  private constructor(file: RepoFile, handle: FileHandle) {
    this.file = file;
    this.handle = handle;
    this.hash = blobHash(file);
  }

  /** Opens what an earlier download left, or begins. */
  static async open(path: string, file: RepoFile): Promise<IncompleteFile> {
    const handle = await open(path, "r+").catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      return open(path, "w+");
    });
    const incomplete = new IncompleteFile(file, handle);
    try {
      const { size } = await handle.stat();
      if (size > file.size) await incomplete.restart();
      else await incomplete.readBack(size);
      return incomplete;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async append(piece: Uint8Array): Promise<void> {
    for (let done = 0; done < piece.byteLength; ) {
      // At its place and not at the end: should two ever write, they write the same.
      const { bytesWritten } = await this.handle.write(piece, done, piece.byteLength - done, this.length + done);
      done += bytesWritten;
    }
    this.hash.update(piece);
    this.length += piece.byteLength;
  }

  /** Forgets all that is there. */
  async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.length = 0;
    this.hash = blobHash(this.file);
  }

  /** Whether the bytes are those that the hub lists; to be asked once, when all are there. */
  isRight(): boolean {
    return this.hash.digest() === this.file.blobId;
  }

  /** Returns when the bytes are on the disk. */
  sync(): Promise<void> {
    return this.handle.datasync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.handle.close();
  }

  private async readBack(size: number): Promise<void> {
    const piece = new Uint8Array(Math.min(size, READ_BYTES));
    while (this.length < size) {
      const { bytesRead } = await this.handle.read(piece, 0, Math.min(piece.length, size - this.length), this.length);
      if (bytesRead === 0) break;
      this.hash.update(piece.subarray(0, bytesRead));
      this.length += bytesRead;
    }
  }
}
