import type { SetupOptions } from "@neftune/engine/setup";

/** A runtime as it lies in the cache. */
export interface Installed {
  folder: string;
  version: string;
  /** Whether it was there before. */
  wasThere: boolean;
}

/** Something that `neftune setup` brings. */
export interface SetupTarget {
  /** As it is called on the command line. */
  name: string;
  title: string;
  /** One line for help: what it brings, how large, what it needs. */
  summary: string;
  /** Switches that only this target knows, by their name without dashes. */
  switches: Readonly<Record<string, string>>;
  /** What to know or do once it is there; none where there is nothing. */
  notes(env: NodeJS.ProcessEnv): string[];
  isInstalled(env: NodeJS.ProcessEnv): Promise<boolean>;
  /** @throws SetupError when it cannot be had; the signal's reason when it is aborted */
  install(env: NodeJS.ProcessEnv, switches: ReadonlySet<string>, options: SetupOptions): Promise<Installed>;
  /** @returns whether there was anything to remove */
  remove(env: NodeJS.ProcessEnv, options: SetupOptions): Promise<boolean>;
}
