import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BenchError } from "./bench-error.ts";
import { trainingEnvironment } from "./environment.ts";
import { noPython, type Python } from "./find-python.ts";
import { findReferenceData, type ReferenceData } from "./inputs/reference-data.ts";
import type { ShapeName } from "./inputs/shapes.ts";
import { runProgram } from "./run-program.ts";
import type { Probe, Side } from "./sides.ts";

export interface ContextOptions {
  /** Of the repository. */
  readonly root: string;
  /** For models and rows; emptied by the caller. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly python: Python | null;
  /** Of ours and of the peers alike. */
  readonly threads: number;
  /** How often ours and the peers take their turns. */
  readonly rounds: number;
  /** Models of the training step. */
  readonly models: readonly ShapeName[];
  /** Tells of every run. */
  report(line: string): void;
}

/** What the benchmarks share: models, rows, and ways to run our workers and the peers. */
export class BenchContext {
  readonly options: ContextOptions;
  readonly reference: ReferenceData | null;
  /** What is measured as ours. */
  sides: readonly Side[] = [];
  private readonly models = new Map<ShapeName, Promise<string>>();

  constructor(options: ContextOptions) {
    this.options = options;
    this.reference = findReferenceData(options.root);
    mkdirSync(options.folder, { recursive: true });
  }

  /** Folder of a model of random weights, with a tokenizer where there is one. */
  model(shape: ShapeName): Promise<string> {
    let folder = this.models.get(shape);
    if (!folder) {
      const target = join(this.options.folder, shape);
      const tokenizer = this.reference ? [this.reference.tokenizer] : [];
      folder = this.node<{ folder: string }>("inputs/write-model.ts", target, shape, ...tokenizer).then(() => target);
      this.models.set(shape, folder);
    }
    return folder;
  }

  /** Whether a device opens here, and what it is. */
  async probe(side: Side): Promise<Probe> {
    try {
      return await this.worker<Probe>("probe", { ...side });
    } catch (error) {
      if (!BenchError.isInstance(error)) throw error;
      return { works: false, reason: error.message.trimEnd().split("\n").at(-1)! };
    }
  }

  /** Writes JSON for the programs to read and gives its path. */
  writeJson(name: string, value: unknown): string {
    const path = join(this.options.folder, `${name}.json`);
    writeFileSync(path, JSON.stringify(value));
    return path;
  }

  /** Runs a worker of ours in the environment of a training process. */
  worker<Result>(name: string, input: Readonly<Record<string, unknown>>): Promise<Result> {
    return this.node(`workers/${name}.ts`, JSON.stringify({ ...input, threads: this.options.threads }));
  }

  /**
   * Runs a peer.
   *
   * @param input is told to it beside the number of threads
   * @throws BenchError where there is no Python for it, too
   */
  async peer<Result>(name: string, input: Readonly<Record<string, unknown>>): Promise<Result> {
    const { root, env, threads, folder, python } = this.options;
    if (!python) throw new BenchError(noPython);
    const offline = { HF_HUB_OFFLINE: "1", TOKENIZERS_PARALLELISM: "false", HF_DATASETS_CACHE: join(folder, "cache") };
    const argument = JSON.stringify({ ...input, threads, folder });
    return runProgram([python.path, "-B", pathOf(`peers/${name}.py`), argument], {
      cwd: root,
      env: { ...env, ...offline },
    });
  }

  private node<Result>(script: string, ...args: string[]): Promise<Result> {
    const { root, env } = this.options;
    return runProgram([process.execPath, pathOf(script), ...args], { cwd: root, env: trainingEnvironment(env) });
  }
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
