/** A file of a repository at one commit. */
export interface RepoFile {
  /** Name with `/` between folders, safe to be written below a folder. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** The file's ETag and its name among the cache's blobs: the SHA-256 of a large file, git's blob hash (SHA-1) of a small one. */
  readonly blobId: string;
}

/** The files of a repository at one commit. */
export interface Listing {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  readonly files: readonly RepoFile[];
  /** False where the cache was looked into, which may hold only some of the repository's files. */
  readonly isWhole: boolean;
}
