import { CheckpointError } from "../../errors/checkpoint-error.ts";
import { ByteCursor, OutOfBytes } from "../byte-cursor.ts";
import { FileReader } from "../file-reader.ts";
import { GgufMetadata, type GgufValue } from "./metadata.ts";
import { readString, readValue } from "./read-value.ts";

/** A header longer than this is taken for a lie; the largest vocabularies take about 20 MB. */
export const maxHeaderBytes = 100_000_000;

/** More tensors or more keys than this are taken for a lie. */
export const maxTensors = 1 << 17;
export const maxKeys = 1 << 14;

/** The format allows four. */
const maxDimensions = 4;

/** Bytes that are looked at first; four times as many each time that they are too few. */
const firstBytes = 1 << 20;

/** A tensor as the header describes it. */
export interface GgufTensor {
  readonly name: string;
  /** Fastest dimension last, as everywhere else: the file has them the other way round. */
  readonly shape: readonly number[];
  /** The format's number of the element type. */
  readonly type: number;
  /** Bytes from the start of the data. */
  readonly offset: number;
}

export interface GgufHeader {
  readonly version: number;
  readonly metadata: GgufMetadata;
  readonly tensors: readonly GgufTensor[];
  /** Where the tensors' data starts, in bytes. */
  readonly dataStart: number;
}

/**
 * Metadata of a GGUF file (version 2 or 3): the model's shape, and its tokenizer under `tokenizer.*`.
 *
 * @throws CheckpointError when the file is missing, truncated or no GGUF file, or claims more than there can be
 */
export async function readGgufMetadata(path: string): Promise<GgufMetadata> {
  await using file = await FileReader.open(path);
  return (await readGgufHeader(file)).metadata;
}

/** @throws CheckpointError as `readGgufMetadata` */
export async function readGgufHeader(file: FileReader): Promise<GgufHeader> {
  const limit = Math.min(file.size, maxHeaderBytes);
  for (let length = Math.min(firstBytes, limit); ; length = Math.min(length * 4, limit)) {
    try {
      return parseHeader(file.path, new ByteCursor(await file.bytes(0, length)));
    } catch (cause) {
      if (CheckpointError.isInstance(cause)) throw cause;
      if (!(cause instanceof OutOfBytes))
        throw new CheckpointError(`${file.path} has a damaged header: ${(cause as Error).message}`, { cause });
      if (length < limit) continue;
      const why = limit < file.size ? `its header is longer than ${maxHeaderBytes} bytes` : "it ends inside its header";
      throw new CheckpointError(`${file.path} is truncated or damaged: ${why}`, { cause });
    }
  }
}

function parseHeader(path: string, cursor: ByteCursor): GgufHeader {
  if (cursor.text(4) !== "GGUF") throw new CheckpointError(`${path} is no GGUF file: it does not begin with GGUF`);
  const version = cursor.uint32();
  if (version !== 2 && version !== 3) throw new CheckpointError(`${path} ${describeVersion(version)}`);
  const tensorCount = cursor.uint64();
  const keyCount = cursor.uint64();
  if (tensorCount > maxTensors) throw new Error(`it claims ${tensorCount} tensors, at most ${maxTensors} can be`);
  if (keyCount > maxKeys) throw new Error(`it claims ${keyCount} keys, at most ${maxKeys} can be`);

  const values = new Map<string, GgufValue>();
  for (let index = 0; index < keyCount; index++) {
    const key = readString(cursor);
    if (values.has(key)) throw new Error(`the key ${key} is there twice`);
    values.set(key, readValue(cursor));
  }
  const tensors = Array.from({ length: tensorCount }, () => readTensor(cursor));
  const metadata = new GgufMetadata(path, values);
  const alignment = metadata.number("general.alignment") ?? 32;
  if (!Number.isSafeInteger(alignment) || alignment <= 0 || alignment > 1 << 20)
    throw new Error(`general.alignment is ${alignment}`);
  return { version, metadata, tensors, dataStart: Math.ceil(cursor.position / alignment) * alignment };
}

function readTensor(cursor: ByteCursor): GgufTensor {
  const name = readString(cursor);
  const dimensions = cursor.uint32();
  if (dimensions > maxDimensions) throw new Error(`${name} has ${dimensions} dimensions`);
  const shape = Array.from({ length: dimensions }, () => cursor.uint64()).reverse();
  return { name, shape, type: cursor.uint32(), offset: cursor.uint64() };
}

function describeVersion(version: number): string {
  const swapped = new DataView(Uint32Array.of(version).buffer).getUint32(0, false);
  if (swapped === 2 || swapped === 3) return "is a big-endian GGUF file; little-endian ones can be read";
  return `is a GGUF file of version ${version}; 2 and 3 can be read`;
}
