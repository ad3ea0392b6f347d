import type { EventEmitter } from "node:events";

/** Everything outside the program that a command may touch. */
export interface CommandContext {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
  /** Emits SIGINT, SIGTERM and SIGHUP, as `process` does. */
  signals: EventEmitter;
  /** Milliseconds on a clock that does not go back. */
  now(): number;
  /** The program that trains. */
  trainingProcess: URL;
  /** The program that tries one device. */
  probeProcess: URL;
  /** The command's package.json. */
  packageFile: URL;
  /** Folder of the embedded demo. */
  demoFolder: string;
}

export interface Command {
  name: string;
  /** How it is called, a line each. */
  usage: readonly string[];
  /** One line: what it does. */
  summary: string;
  /** @returns the exit status */
  run(args: readonly string[], context: CommandContext): Promise<number>;
}
