import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CommandOptions, type CommandResult, runCommand } from "./run-command.ts";

/** The fields of a package.json that the tests look at. */
export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly [field: string]: unknown;
}

/** A package of the monorepo. */
export interface WorkspacePackage {
  /** Path from the root, such as `packages/core`. */
  readonly folder: string;
  readonly json: PackageJson;
}

/** The monorepo, a folder for what the tests write, and a way to run its tools. */
export class Workspace {
  readonly root: string;
  /** Every package: packages/*, apps/* and tooling. */
  readonly packages: readonly WorkspacePackage[];
  /** A folder outside the repository, to be removed after the run. */
  readonly temporary: string;

  constructor(root = fileURLToPath(new URL("../../../", import.meta.url))) {
    this.root = root;
    this.packages = [...foldersIn(root, "packages"), ...foldersIn(root, "apps"), "tooling"].map((folder) => ({
      folder,
      json: readJson(join(root, folder, "package.json")) as PackageJson,
    }));
    this.temporary = mkdtempSync(join(tmpdir(), "neftune-test-"));
  }

  /** The packages that are for publishing. */
  get published(): readonly WorkspacePackage[] {
    return this.packages.filter(({ json }) => json.private !== true);
  }

  /** Runs a program at the root, or in `cwd`, with this Node.js and the tools of the root and of tooling on the path, and `env` added. */
  run(
    command: readonly [string, ...string[]],
    { env, ...options }: Partial<CommandOptions> = {},
  ): Promise<CommandResult> {
    const bins = ["node_modules/.bin", "tooling/node_modules/.bin"].map((folder) => join(this.root, folder));
    const path = [dirname(process.execPath), ...bins, process.env.PATH].join(delimiter);
    const environment = { ...process.env, PATH: path, NO_COLOR: "1", ...env };
    return runCommand(command, { cwd: this.root, env: environment, ...options });
  }

  /** Runs pnpm, in the version that the repository names. */
  pnpm(...args: string[]): Promise<CommandResult> {
    const { packageManager } = readJson(join(this.root, "package.json")) as { packageManager: string };
    return this.run(["npx", "-y", packageManager, ...args]);
  }
}

function foldersIn(root: string, parent: string): string[] {
  return readdirSync(join(root, parent))
    .map((name) => `${parent}/${name}`)
    .filter((folder) => existsSync(join(root, folder, "package.json")));
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
