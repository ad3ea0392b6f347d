/** What a selection chooses from. */
export interface Selectable {
  readonly repoId: string;
  readonly names: readonly string[];
  /** False where the cache was looked into, which may hold only some of the repository's files. */
  readonly isWhole: boolean;
  /** Text of a small file of the repository, which comes into the cache for it. */
  read(name: string): Promise<string>;
}

/** Chooses the files of a repository that are wanted. */
export type FileSelection = (from: Selectable) => readonly string[] | Promise<readonly string[]>;
