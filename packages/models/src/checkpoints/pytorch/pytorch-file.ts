import { CheckpointError } from "../../errors/checkpoint-error.ts";
import { type Checkpoint, requireInside, type StoredTensor } from "../checkpoint.ts";
import { elementBytesOf, floatTypes, readElements } from "../element-type.ts";
import { FileReader } from "../file-reader.ts";
import { isContiguous, StridedReader } from "../strided.ts";
import { readStateDict, storageBytes, type TorchTensor } from "./state-dict.ts";
import { locateEntry, readZipEntries, type ZipEntry } from "./zip-archive.ts";

/** A pickle longer than this is taken for a lie; a tensor has about 200 bytes there. */
const maxPickleBytes = 1 << 24;

/** What torch.save wrote before version 1.6 begins with this number in a pickle. */
const legacyMagic = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
const zipMagic = [0x50, 0x4b, 0x03, 0x04];

interface PyTorchEntry extends StoredTensor {
  readonly tensor: TorchTensor;
  /** Where the tensor's first element lies, in bytes. */
  readonly begin: number;
}

/** A state dict that torch.save wrote (PyTorch 1.6 and later). Its pickle is read as data: nothing in it is executed. */
export class PyTorchFile implements Checkpoint {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, PyTorchEntry>;
  private readonly file: FileReader;
  private strided: { readonly name: string; readonly reader: StridedReader } | null = null;

  private constructor(file: FileReader, tensors: ReadonlyMap<string, PyTorchEntry>) {
    this.path = file.path;
    this.file = file;
    this.tensors = tensors;
  }

  /** @throws CheckpointError when the file is missing, truncated, or holds anything but a dictionary of tensors */
  static async open(path: string): Promise<PyTorchFile> {
    const file = await FileReader.open(path);
    try {
      return new PyTorchFile(file, await readEntries(file));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async readInto(name: string, into: Float32Array, offset = 0): Promise<void> {
    const entry = this.tensors.get(name);
    if (!entry) throw new CheckpointError(`${this.path} has no tensor ${name}`);
    const type = Object.hasOwn(floatTypes, entry.dtype) ? floatTypes[entry.dtype]! : undefined;
    if (!type)
      throw new CheckpointError(`${this.path}: ${name} has type ${entry.dtype}; F32, F16 and BF16 can be read`);
    requireInside(name, entry.shape, into.length, offset);
    if (isContiguous(entry.tensor)) return readElements(this.file, type, entry.begin, into, offset);
    if (this.strided?.name !== name)
      this.strided = {
        name,
        reader: new StridedReader(entry.tensor, (memory, at) => readElements(this.file, type, entry.begin, memory, at)),
      };
    await this.strided.reader.read(into, offset);
  }

  close(): Promise<void> {
    this.strided = null;
    return this.file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

async function readEntries(file: FileReader): Promise<Map<string, PyTorchEntry>> {
  const { path } = file;
  await requireZip(file);
  const entries = await readZipEntries(file);
  const pickle = [...entries.values()].find(({ name }) => /^[^/]*\/data\.pkl$/.test(name));
  if (!pickle) throw new CheckpointError(`${path} is a zip archive, but not one that torch.save wrote`);
  const folder = pickle.name.slice(0, -"/data.pkl".length);
  await requireLittleEndian(file, entries.get(`${folder}/byteorder`));
  if (pickle.size > maxPickleBytes)
    throw new CheckpointError(`${path} has a pickle of ${pickle.size} bytes, at most ${maxPickleBytes} are supported`);
  const bytes = await file.bytes(await locateEntry(file, pickle), pickle.size);
  let tensors: Map<string, TorchTensor>;
  try {
    tensors = readStateDict(bytes);
  } catch (cause) {
    throw new CheckpointError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }

  const places = new Map<string, number>();
  const result = new Map<string, PyTorchEntry>();
  for (const [name, tensor] of tensors) {
    const { storage, offset, shape } = tensor;
    const entry = entries.get(`${folder}/data/${storage.key}`);
    if (!entry) throw new CheckpointError(`${path} is damaged: it lacks the elements of ${name}`);
    if (entry.size < storageBytes(storage))
      throw new CheckpointError(
        `${path} is damaged: ${name} has ${storage.size} elements ${storage.dtype} in ${entry.size} bytes`,
      );
    const place = places.get(storage.key) ?? (await locateEntry(file, entry));
    places.set(storage.key, place);
    const begin = place + offset * elementBytesOf[storage.dtype]!;
    result.set(name, { shape, dtype: storage.dtype, file: path, tensor, begin });
  }
  return result;
}

async function requireZip(file: FileReader): Promise<void> {
  const start = await file.bytes(0, Math.min(file.size, legacyMagic.length));
  const beginsWith = (magic: readonly number[]) =>
    start.length >= magic.length && magic.every((byte, index) => start[index] === byte);
  if (beginsWith(zipMagic)) return;
  if (beginsWith(legacyMagic))
    throw new CheckpointError(
      `${file.path} is in the format of PyTorch before 1.6; write it anew with a newer one: ` +
        "torch.save(torch.load(path), path)",
    );
  throw new CheckpointError(`${file.path} is truncated or nothing that torch.save wrote: it is no zip archive`);
}

/** Files from before PyTorch 2.1 do not say, and are little-endian but for those of a few large machines. */
async function requireLittleEndian(file: FileReader, entry: ZipEntry | undefined): Promise<void> {
  if (!entry) return;
  const order = new TextDecoder().decode(await file.bytes(await locateEntry(file, entry), Math.min(entry.size, 16)));
  if (order !== "little") throw new CheckpointError(`${file.path} has ${JSON.stringify(order)} byte order, not little`);
}
