import { type FileHandle, open } from "node:fs/promises";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { bfloat16ToFloat32, float16ToFloat32, floatTypeBytes, isFloatType } from "./float-types.ts";

/** A header longer than this is taken for a lie; safetensors' own reader has the same limit. */
const maxHeaderBytes = 100_000_000;

/** Bytes an element of the format's types, those included that are only passed over. */
const elementBytes: Readonly<Record<string, number>> = {
  ...floatTypeBytes,
  ...{ BOOL: 1, U8: 1, I8: 1, F8_E4M3: 1, F8_E5M2: 1, I16: 2, U16: 2, I32: 4, U32: 4, F64: 8, I64: 8, U64: 8 },
};

export interface TensorEntry {
  /** The format's name of the element type. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Place in the file, in bytes. */
  readonly begin: number;
  readonly end: number;
}

/** An open .safetensors file. Tensors are read one at a time, so that loading needs little more than the weights. */
export class SafetensorsFile implements AsyncDisposable {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  private readonly handle: FileHandle;

  private constructor(path: string, handle: FileHandle, tensors: ReadonlyMap<string, TensorEntry>) {
    this.path = path;
    this.handle = handle;
    this.tensors = tensors;
  }

  /** @throws CheckpointError when the file is missing, truncated, or its header does not describe it. */
  static async open(path: string): Promise<SafetensorsFile> {
    let handle: FileHandle;
    try {
      handle = await open(path, "r");
    } catch (error) {
      throw new CheckpointError(`${path} cannot be opened: ${(error as Error).message}`, { cause: error });
    }
    try {
      return new SafetensorsFile(path, handle, await readHeader(path, handle));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** @throws CheckpointError when there is no such tensor, or its type cannot be read as float32. */
  async read(name: string): Promise<Float32Array> {
    const entry = this.tensors.get(name);
    if (!entry) throw new CheckpointError(`${this.path} has no tensor ${name}`);
    if (!isFloatType(entry.dtype))
      throw new CheckpointError(`${this.path}: ${name} has type ${entry.dtype}; F32, F16 and BF16 can be read`);
    const bytes = await readFully(this.path, this.handle, entry.begin, entry.end - entry.begin);
    if (entry.dtype === "F32") return new Float32Array(bytes.buffer);
    const halves = new Uint16Array(bytes.buffer);
    return entry.dtype === "F16" ? float16ToFloat32(halves) : bfloat16ToFloat32(halves);
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

async function readHeader(path: string, handle: FileHandle): Promise<Map<string, TensorEntry>> {
  const { size } = await handle.stat();
  if (size < 8) throw new CheckpointError(`${path} is truncated: ${size} bytes are no safetensors file`);
  const length = Number(new DataView((await readFully(path, handle, 0, 8)).buffer).getBigUint64(0, true));
  if (length > Math.min(size - 8, maxHeaderBytes))
    throw new CheckpointError(
      `${path} is truncated or no safetensors file: its header claims ${length} of ${size} bytes`,
    );
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(await readFully(path, handle, 8, length)));
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
  if (typeof dtype !== "string" || !Object.hasOwn(elementBytes, dtype))
    throw new CheckpointError(
      `${path}: ${name} has the unknown type ${JSON.stringify(dtype)}; F32, F16 and BF16 can be read`,
    );
  if (!Array.isArray(shape) || !shape.every(isCount))
    throw new CheckpointError(`${path}: ${name} has no valid shape in the header`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    throw new CheckpointError(`${path}: ${name} has no valid data_offsets in the header`);
  const [begin, end] = offsets as [number, number];
  const bytes = shape.reduce((product: number, dimension: number) => product * dimension, elementBytes[dtype]!);
  if (end - begin !== bytes)
    throw new CheckpointError(
      `${path}: ${name} is ${dtype}[${shape}], ${bytes} bytes, but the header gives it ${end - begin}`,
    );
  return { dtype, shape, begin: dataStart + begin, end: dataStart + end };
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

async function readFully(
  path: string,
  handle: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    // Node reads at most 2 GiB at once.
    const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, 1 << 30), position + done);
    if (bytesRead === 0) throw new CheckpointError(`${path} ended while it was read`);
    done += bytesRead;
  }
  return bytes;
}
