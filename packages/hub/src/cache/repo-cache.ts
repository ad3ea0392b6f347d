import { join } from "node:path";
import type { Repo } from "../repo.ts";

/** Where the cache keeps a repository: the layout of huggingface_hub, so that Python finds what is written here and the reverse. */
export class RepoCache {
  readonly cacheDir: string;
  /** `models--org--name` */
  readonly name: string;

  constructor(cacheDir: string, { id, type }: Repo) {
    this.cacheDir = cacheDir;
    this.name = [`${type}s`, ...id.split("/")].join("--");
  }

  /** The repository's folder. */
  get folder(): string {
    return join(this.cacheDir, this.name);
  }

  get blobs(): string {
    return join(this.folder, "blobs");
  }

  /** A file's bytes, by its hash. */
  blob(blobId: string): string {
    return join(this.blobs, blobId);
  }

  /** What has come of a blob so far. */
  incomplete(blobId: string): string {
    return `${this.blob(blobId)}.incomplete`;
  }

  /** Folder that has a commit's files under their names. */
  snapshot(commit: string): string {
    return join(this.folder, "snapshots", commit);
  }

  /** File that holds the commit of a branch or tag. */
  ref(revision: string): string {
    return join(this.folder, "refs", ...revision.split("/"));
  }

  /** Python's note of all files of a commit. */
  tree(commit: string): string {
    return join(this.folder, "trees", `${commit}.json`);
  }

  /** Python locks `<blobId>.lock` with flock(2), which JavaScript does not have: this is a file of our own beside it. */
  lock(blobId: string): string {
    return join(this.cacheDir, ".locks", this.name, `${blobId}.holder`);
  }
}
