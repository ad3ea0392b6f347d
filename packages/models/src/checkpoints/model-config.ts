import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { CheckpointError } from "../errors/checkpoint-error.ts";

/** config.json as it is, with checked access: every error names the file and the key. */
export class ModelConfig {
  readonly path: string;
  readonly json: Readonly<Record<string, unknown>>;

  constructor(path: string, json: Readonly<Record<string, unknown>>) {
    this.path = path;
    this.json = json;
  }

  /** @throws CheckpointError when `folder` is no folder with a readable config.json. */
  static async read(folder: string): Promise<ModelConfig> {
    const info = await stat(folder).catch(() => null);
    if (!info) throw new CheckpointError(`model folder ${folder} does not exist`);
    if (!info.isDirectory())
      throw new CheckpointError(`${folder} is a file; a model is a folder with config.json in it`);
    const path = join(folder, "config.json");
    let text: string;
    try {
      text = await readFile(path, "utf8");
    } catch (error) {
      throw new CheckpointError(`${folder} has no config.json: it is not a Hugging Face model folder`, {
        cause: error,
      });
    }
    try {
      const json: unknown = JSON.parse(text);
      if (typeof json !== "object" || json === null || Array.isArray(json)) throw new Error("it is not an object");
      return new ModelConfig(path, json as Record<string, unknown>);
    } catch (error) {
      throw new CheckpointError(`${path} is not valid JSON: ${(error as Error).message}`, { cause: error });
    }
  }

  /** @throws CheckpointError when the key is missing and has no default, or is no positive integer. */
  integer(key: string, fallback?: number): number {
    const value = this.json[key] ?? fallback;
    if (!Number.isSafeInteger(value) || (value as number) <= 0)
      throw new CheckpointError(`${this.path}: ${key} is ${JSON.stringify(value)}, a positive integer is wanted`);
    return value as number;
  }

  /** @throws CheckpointError when the value is no positive number. */
  number(key: string, value: unknown): number {
    if (typeof value !== "number" || !(value > 0))
      throw new CheckpointError(`${this.path}: ${key} is ${JSON.stringify(value)}, a positive number is wanted`);
    return value;
  }

  /** @throws CheckpointError when the value is another than the only one that is supported. */
  require(key: string, value: unknown, supported: unknown): void {
    if (value !== undefined && value !== null && value !== supported)
      throw new CheckpointError(
        `${this.path}: ${key} ${JSON.stringify(value)} is not supported, only ${JSON.stringify(supported)}`,
      );
  }
}
