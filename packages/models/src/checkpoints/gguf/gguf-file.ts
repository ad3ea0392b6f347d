import { CheckpointError } from "../../errors/checkpoint-error.ts";
import { type Checkpoint, requireInside, type StoredTensor, sizeOf } from "../checkpoint.ts";
import { bytesOf, type ElementType, readElements } from "../element-type.ts";
import { FileReader } from "../file-reader.ts";
import { StridedReader } from "../strided.ts";
import { describeGgmlType, ggmlTypes } from "./element-types.ts";
import { ggufConfig } from "./gguf-config.ts";
import { type GgufHeader, type GgufTensor, readGgufHeader } from "./header.ts";
import type { GgufMetadata } from "./metadata.ts";
import { type GgufNaming, ggufNamings, huggingFaceName, ropeTensors } from "./naming.ts";
import { type Heads, type Rearranged, rearrange } from "./rearrange.ts";

interface GgufEntry extends StoredTensor {
  readonly type: ElementType;
  /** In bytes. */
  readonly begin: number;
  readonly view: Rearranged["view"];
  /** What llama.cpp's converter added to every element. */
  readonly added: number;
}

/** Factors of rotary frequencies: one for every pair of a head's elements. */
const maxRopeFactors = 1 << 12;

/** A GGUF file under Hugging Face's names, in Hugging Face's order, with the config.json that it was made from. */
export class GgufFile implements Checkpoint {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, GgufEntry>;
  readonly metadata: GgufMetadata;
  /** As config.json has it, in the spelling of transformers 4. */
  readonly config: Readonly<Record<string, unknown>>;
  private readonly file: FileReader;
  private strided: { readonly name: string; readonly reader: StridedReader } | null = null;

  private constructor(
    file: FileReader,
    tensors: ReadonlyMap<string, GgufEntry>,
    metadata: GgufMetadata,
    config: Readonly<Record<string, unknown>>,
  ) {
    this.path = file.path;
    this.file = file;
    this.tensors = tensors;
    this.metadata = metadata;
    this.config = config;
  }

  /** @throws CheckpointError when the file is missing, truncated, of an unknown architecture, or has a type that cannot be read */
  static async open(path: string): Promise<GgufFile> {
    const file = await FileReader.open(path);
    try {
      const header = await readGgufHeader(file);
      const { metadata } = header;
      const naming = namingOf(metadata);
      const tensors = new Map(header.tensors.map((tensor) => [tensor.name, tensor] as const));
      for (const tensor of header.tensors) checkTensor(file, header, tensor);
      const read = (name: string) => readRopeFactors(file, header, tensors.get(name), name);
      const config = await ggufConfig({ metadata, naming, tensors, read });
      return new GgufFile(file, entriesOf(header, naming), metadata, config);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async readInto(name: string, into: Float32Array, offset = 0): Promise<void> {
    const entry = this.tensors.get(name);
    if (!entry) throw new CheckpointError(`${this.path} has no tensor ${name}`);
    requireInside(name, entry.shape, into.length, offset);
    if (entry.view && this.strided?.name !== name)
      this.strided = {
        name,
        reader: new StridedReader(entry.view, (memory, at) =>
          readElements(this.file, entry.type, entry.begin, memory, at),
        ),
      };
    if (entry.view) await this.strided!.reader.read(into, offset);
    else await readElements(this.file, entry.type, entry.begin, into, offset);
    if (entry.added !== 0) for (let index = 0; index < into.length; index++) into[index]! -= entry.added;
  }

  close(): Promise<void> {
    this.strided = null;
    return this.file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function namingOf(metadata: GgufMetadata): GgufNaming {
  const { path, architecture } = metadata;
  const parts = metadata.number("split.count") ?? 1;
  if (parts > 1)
    throw new CheckpointError(
      `${path} is one of ${parts} parts of a model; put them together: llama-gguf-split --merge`,
    );
  if (Object.hasOwn(ggufNamings, architecture)) return ggufNamings[architecture]!;
  throw new CheckpointError(
    `${path}: architecture ${JSON.stringify(architecture)} is not supported; supported: ${Object.keys(ggufNamings).join(", ")}`,
  );
}

/** @throws CheckpointError when a tensor cannot be read, or is not all inside the file */
function checkTensor(file: FileReader, { dataStart }: GgufHeader, { name, shape, type, offset }: GgufTensor): void {
  const known = ggmlTypes.get(type);
  if (!known) {
    const types = [...ggmlTypes.values()].map((each) => each.name).join(", ");
    throw new CheckpointError(`${file.path}: ${name} has type ${describeGgmlType(type)}; ${types} can be read`);
  }
  if (shape.length === 0 || (shape.at(-1) ?? 0) % known.blockSize !== 0)
    throw new CheckpointError(`${file.path}: ${name} is [${shape}], which ${known.name} cannot hold`);
  const end = dataStart + offset + bytesOf(known, sizeOf(shape));
  if (!(end <= file.size))
    throw new CheckpointError(`${file.path} is truncated: ${name} ends at byte ${end} of ${file.size}`);
}

function entriesOf({ metadata, tensors, dataStart }: GgufHeader, naming: GgufNaming): Map<string, GgufEntry> {
  const { path, architecture } = metadata;
  const heads = metadata.number(`${architecture}.attention.head_count`) ?? 0;
  const all: Heads = { heads, kvHeads: metadata.number(`${architecture}.attention.head_count_kv`) ?? heads };
  const entries = new Map<string, GgufEntry>();
  for (const tensor of tensors) {
    if (ropeTensors.includes(tensor.name)) continue;
    const name = huggingFaceName(naming, tensor.name) ?? tensor.name;
    if (entries.has(name)) throw new CheckpointError(`${path} has ${tensor.name} twice`);
    const type = ggmlTypes.get(tensor.type)!;
    const begin = dataStart + tensor.offset;
    const added = naming.addsOneToNorms && /norm\.weight$/.test(tensor.name) ? 1 : 0;
    let order: Rearranged;
    try {
      order = rearrange(naming, tensor.name.replace(/^blk\.\d+\./, ""), tensor.shape, all);
    } catch (cause) {
      throw new CheckpointError(`${path}: ${tensor.name}: ${(cause as Error).message}`, { cause });
    }
    entries.set(name, { ...order, dtype: type.name, file: path, type, begin, added });
  }
  return entries;
}

async function readRopeFactors(
  file: FileReader,
  { dataStart }: GgufHeader,
  tensor: GgufTensor | undefined,
  name: string,
): Promise<Float32Array> {
  if (!tensor) throw new CheckpointError(`${file.path} has no tensor ${name}`);
  const size = sizeOf(tensor.shape);
  if (size > maxRopeFactors)
    throw new CheckpointError(`${file.path}: ${name} is [${tensor.shape}]: no head is so wide`);
  const values = new Float32Array(size);
  await readElements(file, ggmlTypes.get(tensor.type)!, dataStart + tensor.offset, values, 0);
  return values;
}
