import { type ByteCursor, OutOfBytes } from "../byte-cursor.ts";
import type { GgufNumbers, GgufValue } from "./metadata.ts";

/** Longest string: a chat template, a licence. */
export const maxStringBytes = 1 << 24;

/** Most elements of an array; the largest vocabularies have 260,000 tokens and half a million merges. */
export const maxArrayLength = 1 << 22;

/** The format's numbers of the kinds of values. */
const stringType = 8;
const booleanType = 7;
const arrayType = 9;

interface NumberType {
  readonly bytes: number;
  readonly read: (cursor: ByteCursor) => number;
  readonly array: (length: number) => GgufNumbers;
}

const numberTypes: Readonly<Record<number, NumberType>> = {
  0: { bytes: 1, read: (cursor) => cursor.uint8(), array: (length) => new Uint8Array(length) },
  1: { bytes: 1, read: (cursor) => cursor.int8(), array: (length) => new Int8Array(length) },
  2: { bytes: 2, read: (cursor) => cursor.uint16(), array: (length) => new Uint16Array(length) },
  3: { bytes: 2, read: (cursor) => cursor.int16(), array: (length) => new Int16Array(length) },
  4: { bytes: 4, read: (cursor) => cursor.uint32(), array: (length) => new Uint32Array(length) },
  5: { bytes: 4, read: (cursor) => cursor.int32(), array: (length) => new Int32Array(length) },
  6: { bytes: 4, read: (cursor) => cursor.float32(), array: (length) => new Float32Array(length) },
  10: { bytes: 8, read: (cursor) => cursor.uint64(), array: (length) => new Float64Array(length) },
  11: { bytes: 8, read: (cursor) => cursor.int64(), array: (length) => new Float64Array(length) },
  12: { bytes: 8, read: (cursor) => cursor.float64(), array: (length) => new Float64Array(length) },
};

/** @throws OutOfBytes when the bytes end before the value; Error when it is of an unknown kind, or too long */
export function readValue(cursor: ByteCursor): GgufValue {
  const type = cursor.uint32();
  return type === arrayType ? readArray(cursor) : readScalar(cursor, type);
}

/** @throws as `readValue` */
export function readString(cursor: ByteCursor): string {
  const length = cursor.uint64();
  if (length > maxStringBytes) throw new Error(`a string of ${length} bytes is longer than ${maxStringBytes}`);
  return cursor.text(length);
}

function readScalar(cursor: ByteCursor, type: number): string | number | boolean {
  if (type === stringType) return readString(cursor);
  if (type === booleanType) return cursor.uint8() !== 0;
  return numberType(type).read(cursor);
}

function readArray(cursor: ByteCursor): GgufValue {
  const type = cursor.uint32();
  const length = cursor.uint64();
  if (type === arrayType) throw new Error("an array of arrays is not supported");
  if (length > maxArrayLength) throw new Error(`an array of ${length} values is longer than ${maxArrayLength}`);
  // Strings begin with eight bytes of length.
  const itemBytes = type === stringType ? 8 : type === booleanType ? 1 : numberType(type).bytes;
  if (length * itemBytes > cursor.bytes.length - cursor.position) throw new OutOfBytes();
  if (type === stringType) return Array.from({ length }, () => readString(cursor));
  if (type === booleanType) return Array.from({ length }, () => cursor.uint8() !== 0);
  const { array, read } = numberType(type);
  const values = array(length);
  for (let index = 0; index < length; index++) values[index] = read(cursor);
  return values;
}

function numberType(type: number): NumberType {
  const known = Object.hasOwn(numberTypes, type) ? numberTypes[type] : undefined;
  if (!known) throw new Error(`a value has the unknown type ${type}`);
  return known;
}
