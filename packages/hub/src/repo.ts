import { SourceError } from "./errors/source-error.ts";

export type RepoType = "model" | "dataset";

/** A repository on the hub. */
export interface Repo {
  /** `org/name`, or `name` alone for the hub's oldest ones. */
  readonly id: string;
  readonly type: RepoType;
}

const ID = /^(?:[A-Za-z0-9_][\w.-]{0,95}\/)?[A-Za-z0-9_][\w.-]{0,95}$/;

/** Whether the hub would allow a repository of this name: the rules of huggingface_hub. */
export function isRepoId(text: string): boolean {
  if (!ID.test(text) || text.includes("--") || text.includes("..") || text.endsWith(".git")) return false;
  return text.split("/").every((part) => /\w$/.test(part));
}

/** @throws SourceError where no repository can have that name */
export function requireRepo(id: string, type: RepoType): Repo {
  if (isRepoId(id)) return { id, type };
  throw new SourceError(
    `${JSON.stringify(id)} is no name of a ${type} on the hub; wanted org/name, of letters, digits, and -, _ or . between them`,
  );
}

/**
 * A branch, a tag, a commit or `refs/pr/N`, by git's own rules as far as a path is concerned, since it becomes one in the cache.
 *
 * @throws SourceError where it cannot be one
 */
export function requireRevision(revision: string): string {
  const parts = revision.split("/");
  const isSafe =
    /^[^\s\p{Cc}\\:*?"<>|~^]{1,255}$/u.test(revision) && parts.every((part) => !/^\.|^$|\.lock$/.test(part));
  if (isSafe && !revision.includes("..")) return revision;
  throw new SourceError(`${JSON.stringify(revision)} is no revision; wanted a branch, a tag or a commit`);
}

/** Whether a revision is a whole commit hash, and so never changes what it means. */
export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}
