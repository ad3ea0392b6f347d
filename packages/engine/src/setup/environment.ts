import { homedir } from "node:os";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What finding files depends on; a test gives its own. */
export interface Host {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** Folder of the user. */
  readonly home: string;
}

/** The machine that this runs on, with that environment. */
export function hostWith(env: Environment): Host {
  return { env, platform: process.platform, home: env.HOME || homedir() };
}
