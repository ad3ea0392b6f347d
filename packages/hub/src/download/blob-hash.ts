import { createHash } from "node:crypto";
import type { RepoFile } from "../listing.ts";

/** A hash that a file is run through, piece by piece. */
export interface BlobHash {
  update(piece: Uint8Array): void;
  /** Hexadecimal. */
  digest(): string;
}

/** The hash by which the hub names a file: SHA-256 of a large one, git's of a small one, which is SHA-1 of `blob <size>\0` and the bytes. */
export function blobHash({ blobId, size }: Pick<RepoFile, "blobId" | "size">): BlobHash {
  const isGit = blobId.length === 40;
  const hash = createHash(isGit ? "sha1" : "sha256");
  if (isGit) hash.update(`blob ${size}\0`);
  return { update: (piece) => void hash.update(piece), digest: () => hash.digest("hex") };
}
