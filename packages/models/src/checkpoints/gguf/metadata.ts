import { CheckpointError } from "../../errors/checkpoint-error.ts";

/** A value of a GGUF file's metadata. Arrays hold values of one kind. */
export type GgufValue = string | number | boolean | readonly string[] | readonly boolean[] | GgufNumbers;

/** Numbers of an array, in the type that the file has them in; 64-bit ones as doubles. */
export type GgufNumbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** A GGUF file's metadata with checked access: every error names the file and the key. */
export class GgufMetadata {
  readonly path: string;
  readonly values: ReadonlyMap<string, GgufValue>;

  constructor(path: string, values: ReadonlyMap<string, GgufValue>) {
    this.path = path;
    this.values = values;
  }

  /** `general.architecture`, such as `llama`; keys of the model's shape begin with it. */
  get architecture(): string {
    const architecture = this.string("general.architecture");
    if (architecture === undefined) throw new CheckpointError(`${this.path} has no general.architecture`);
    return architecture;
  }

  /** @throws CheckpointError when there is something else under the key */
  string(key: string): string | undefined {
    const value = this.values.get(key);
    if (value === undefined || typeof value === "string") return value;
    throw this.wrong(key, "a string");
  }

  /** @throws CheckpointError when there is something else under the key */
  number(key: string): number | undefined {
    const value = this.values.get(key);
    if (value === undefined || typeof value === "number") return value;
    throw this.wrong(key, "a number");
  }

  /** @throws CheckpointError when there is something else under the key */
  boolean(key: string): boolean | undefined {
    const value = this.values.get(key);
    if (value === undefined || typeof value === "boolean") return value;
    throw this.wrong(key, "true or false");
  }

  /** @throws CheckpointError when there is something else under the key */
  strings(key: string): readonly string[] | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
    throw this.wrong(key, "an array of strings");
  }

  /** @throws CheckpointError when there is something else under the key */
  numbers(key: string): GgufNumbers | undefined {
    const value = this.values.get(key);
    if (value === undefined || ArrayBuffer.isView(value)) return value;
    throw this.wrong(key, "an array of numbers");
  }

  private wrong(key: string, wanted: string): CheckpointError {
    return new CheckpointError(`${this.path}: ${key} is not ${wanted}`);
  }
}
