import { sizeOf } from "../checkpoint.ts";
import { elementBytesOf } from "../element-type.ts";
import { spanOf } from "../strided.ts";
import type { PickleGlobal } from "./pickle-machine.ts";
import { readPickle } from "./read-pickle.ts";

/** Memory that tensors look at: a file of its own in the archive. */
export class TorchStorage {
  readonly key: string;
  readonly dtype: string;
  /** Elements. */
  readonly size: number;

  constructor(key: string, dtype: string, size: number) {
    this.key = key;
    this.dtype = dtype;
    this.size = size;
  }
}

/** A view of a storage, as torch rebuilds it. */
export class TorchTensor {
  readonly storage: TorchStorage;
  /** In elements, as strides are. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(storage: TorchStorage, offset: number, shape: readonly number[], strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

/** torch's names of element types, and safetensors'. */
const storageTypes: Readonly<Record<string, string>> = {
  FloatStorage: "F32",
  HalfStorage: "F16",
  BFloat16Storage: "BF16",
  DoubleStorage: "F64",
  LongStorage: "I64",
  IntStorage: "I32",
  ShortStorage: "I16",
  CharStorage: "I8",
  ByteStorage: "U8",
  BoolStorage: "BOOL",
};

/** All that a pickle of tensors may ask for. */
const globals: ReadonlyMap<string, PickleGlobal> = new Map(
  [
    { name: "collections.OrderedDict", call: emptyDictionary },
    { name: "torch._utils._rebuild_tensor_v2", call: rebuildTensor },
    { name: "torch._utils._rebuild_parameter", call: rebuildParameter },
    ...Object.keys(storageTypes).map((name) => ({ name: `torch.${name}` })),
  ].map((global) => [global.name, global] as const),
);

/**
 * The tensors that torch.save wrote into a pickle, by name.
 *
 * @throws Error when it is no dictionary of tensors, or one of them is not inside its storage
 */
export function readStateDict(pickle: Uint8Array<ArrayBuffer>): Map<string, TorchTensor> {
  const value = readPickle(pickle, { find: (name) => globals.get(name), load: loadStorage });
  if (!(value instanceof Map)) throw new Error("it holds no dictionary of tensors");
  for (const [name, tensor] of value) {
    if (typeof name !== "string") throw new Error("a tensor in it has no name");
    if (tensor instanceof Map)
      throw new Error(`it is no dictionary of tensors: ${name} is a dictionary; save that alone with torch.save`);
    if (!(tensor instanceof TorchTensor)) throw new Error(`it is no dictionary of tensors: ${name} is none`);
  }
  return value;
}

function emptyDictionary(args: readonly unknown[]): Map<unknown, unknown> {
  if (args.length > 0) throw new Error("its pickle fills a dictionary as no torch does");
  return new Map();
}

/** The persistent id is ("storage", type, key, device, elements). */
function loadStorage(id: unknown): TorchStorage {
  const [kind, type, key, , size] = Array.isArray(id) ? id : [];
  const name = (type as PickleGlobal | null | undefined)?.name?.replace("torch.", "") ?? "";
  if (kind !== "storage" || typeof key !== "string" || !Object.hasOwn(storageTypes, name) || !isCount(size))
    throw new Error("its pickle refers to what is no storage");
  return new TorchStorage(key, storageTypes[name]!, size);
}

/** (storage, offset, size, stride, requires_grad, backward_hooks) */
function rebuildTensor([storage, offset, shape, strides]: readonly unknown[]): TorchTensor {
  if (!(storage instanceof TorchStorage) || !isCount(offset) || !areCounts(shape) || !areCounts(strides))
    throw new Error("its pickle rebuilds a tensor from what is none");
  if (shape.length !== strides.length)
    throw new Error("its pickle rebuilds a tensor without a stride for each dimension");
  // A tensor that repeats its elements (stride 0) could claim any size.
  if (offset + spanOf({ shape, strides }) > storage.size || sizeOf(shape) > storage.size)
    throw new Error(`its pickle rebuilds a tensor [${shape}] from ${storage.size} elements`);
  return new TorchTensor(storage, offset, shape, strides);
}

/** (data, requires_grad, backward_hooks) */
function rebuildParameter([data]: readonly unknown[]): TorchTensor {
  if (!(data instanceof TorchTensor)) throw new Error("its pickle rebuilds a parameter from what is no tensor");
  return data;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function areCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isCount);
}

/** Bytes of a storage. */
export function storageBytes({ dtype, size }: TorchStorage): number {
  return elementBytesOf[dtype]! * size;
}
