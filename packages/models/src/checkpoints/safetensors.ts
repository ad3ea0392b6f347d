import { CheckpointError } from "../errors/checkpoint-error.ts";
import { type Checkpoint, requireInside, type StoredTensor, sizeOf } from "./checkpoint.ts";
import { elementBytesOf, floatTypes, readElements } from "./element-type.ts";
import { FileReader } from "./file-reader.ts";

/** A header longer than this is taken for a lie; safetensors' own reader has the same limit. */
const maxHeaderBytes = 100_000_000;

export interface TensorEntry extends StoredTensor {
  /** Place in the file, in bytes. */
  readonly begin: number;
  readonly end: number;
}

/** An open .safetensors file. Tensors are read one at a time, so that loading needs little more than the weights. */
export class SafetensorsFile implements Checkpoint {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  private readonly file: FileReader;

  private constructor(file: FileReader, tensors: ReadonlyMap<string, TensorEntry>) {
    this.path = file.path;
    this.file = file;
    this.tensors = tensors;
  }

  /** @throws CheckpointError when the file is missing, truncated, or its header does not describe it. */
  static async open(path: string): Promise<SafetensorsFile> {
    const file = await FileReader.open(path);
    try {
      return new SafetensorsFile(file, await readHeader(file));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** A whole tensor. @throws CheckpointError as `readInto` */
  async read(name: string): Promise<Float32Array<ArrayBuffer>> {
    const { shape } = this.entry(name);
    const values = new Float32Array(sizeOf(shape));
    await this.readInto(name, values);
    return values;
  }

  async readInto(name: string, into: Float32Array, offset = 0): Promise<void> {
    const { dtype, shape, begin } = this.entry(name);
    requireInside(name, shape, into.length, offset);
    await readElements(this.file, floatTypes[dtype]!, begin, into, offset);
  }

  close(): Promise<void> {
    return this.file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private entry(name: string): TensorEntry {
    const entry = this.tensors.get(name);
    if (!entry) throw new CheckpointError(`${this.path} has no tensor ${name}`);
    if (!Object.hasOwn(floatTypes, entry.dtype))
      throw new CheckpointError(`${this.path}: ${name} has type ${entry.dtype}; F32, F16 and BF16 can be read`);
    return entry;
  }
}

async function readHeader(file: FileReader): Promise<Map<string, TensorEntry>> {
  const { path, size } = file;
  if (size < 8) throw new CheckpointError(`${path} is truncated: ${size} bytes are no safetensors file`);
  const length = Number(new DataView((await file.bytes(0, 8)).buffer).getBigUint64(0, true));
  if (length > Math.min(size - 8, maxHeaderBytes))
    throw new CheckpointError(
      `${path} is truncated or no safetensors file: its header claims ${length} of ${size} bytes`,
    );
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(await file.bytes(8, length)));
  } catch (error) {
    throw new CheckpointError(`${path} has a header that is not JSON`, { cause: error });
  }
  if (typeof header !== "object" || header === null || Array.isArray(header))
    throw new CheckpointError(`${path} has a header that is not a JSON object`);

  const tensors = new Map<string, TensorEntry>();
  for (const [name, entry] of Object.entries(header))
    if (name !== "__metadata__") tensors.set(name, checkedEntry(path, name, entry, 8 + length));
  checkPlaces(path, tensors, 8 + length, size);
  return tensors;
}

function checkedEntry(path: string, name: string, entry: unknown, dataStart: number): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  if (typeof dtype !== "string" || !Object.hasOwn(elementBytesOf, dtype))
    throw new CheckpointError(
      `${path}: ${name} has the unknown type ${JSON.stringify(dtype)}; F32, F16 and BF16 can be read`,
    );
  if (!Array.isArray(shape) || !shape.every(isCount))
    throw new CheckpointError(`${path}: ${name} has no valid shape in the header`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    throw new CheckpointError(`${path}: ${name} has no valid data_offsets in the header`);
  const [begin, end] = offsets as [number, number];
  const bytes = sizeOf(shape) * elementBytesOf[dtype]!;
  if (end - begin !== bytes)
    throw new CheckpointError(
      `${path}: ${name} is ${dtype}[${shape}], ${bytes} bytes, but the header gives it ${end - begin}`,
    );
  return { dtype, shape, file: path, begin: dataStart + begin, end: dataStart + end };
}

/** Tensors fill the rest of the file without holes and without overlaps, as the format wants it. */
function checkPlaces(path: string, tensors: ReadonlyMap<string, TensorEntry>, dataStart: number, size: number): void {
  let expected = dataStart;
  for (const [name, { begin, end }] of [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)) {
    if (end > size) throw new CheckpointError(`${path} is truncated: ${name} ends at byte ${end} of ${size}`);
    if (begin !== expected) throw new CheckpointError(`${path}: ${name} overlaps another tensor or leaves a hole`);
    expected = end;
  }
  if (expected !== size) throw new CheckpointError(`${path} has ${size - expected} bytes that belong to no tensor`);
}
