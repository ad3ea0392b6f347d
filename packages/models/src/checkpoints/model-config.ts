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

  /** An object inside of this one, empty where it is missing; errors name it as well. */
  section(key: string): ModelConfig {
    const value = this.json[key] ?? {};
    if (typeof value !== "object" || Array.isArray(value))
      throw new CheckpointError(`${this.path}: ${key} is ${JSON.stringify(value)}, an object is wanted`);
    return new ModelConfig(`${this.path}: ${key}`, value as Record<string, unknown>);
  }

  /** @throws CheckpointError when the value is neither missing nor a boolean. */
  flag(key: string, fallback: boolean): boolean {
    const value = this.json[key] ?? fallback;
    if (typeof value !== "boolean")
      throw new CheckpointError(`${this.path}: ${key} is ${JSON.stringify(value)}, true or false is wanted`);
    return value;
  }

  /** @throws CheckpointError when the value is none of those that are supported. */
  oneOf<T extends string>(key: string, value: unknown, supported: readonly T[]): T {
    const found = supported.find((choice) => choice === value);
    if (found !== undefined) return found;
    const choices = supported.map((choice) => JSON.stringify(choice)).join(", ");
    throw new CheckpointError(
      `${this.path}: ${key} ${JSON.stringify(value)} is not supported, only ${supported.length > 1 ? `one of ${choices}` : choices}`,
    );
  }

  /** @throws CheckpointError when the value is no list of so many positive numbers. */
  numbers(key: string, length: number): readonly number[] {
    const value = this.json[key];
    if (!Array.isArray(value) || value.length !== length)
      throw new CheckpointError(`${this.path}: ${key} is no list of ${length} positive numbers`);
    return value.map((element, index) => this.number(`${key}[${index}]`, element));
  }

  /** @throws CheckpointError when the value is another than the only one that is supported. */
  require(key: string, value: unknown, supported: unknown): void {
    if (value !== undefined && value !== null && value !== supported)
      throw new CheckpointError(
        `${this.path}: ${key} ${JSON.stringify(value)} is not supported, only ${JSON.stringify(supported)}`,
      );
  }
}
