import type { Interrupter } from "../training/interrupter.ts";

/** What the full-screen view is drawn on and asks. */
export interface ScreenOutputOptions {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
  interrupter: Interrupter;
  now(): number;
}
