import { DeviceError } from "../errors/device-error.ts";

/** One field of a message: a number (wire types 0, 1 and 5) or bytes (2). */
export interface Field {
  readonly number: number;
  readonly integer: bigint;
  readonly bytes: Uint8Array;
}

const nothing = new Uint8Array(0);
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * The fields of a protobuf message, in their order.
 *
 * @throws DeviceError when the bytes are none
 */
export function* readFields(message: Uint8Array): Generator<Field> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const varint = (): bigint => {
    let [value, shift] = [0n, 0n];
    for (;;) {
      if (at >= message.length || shift > 63n) throw damaged();
      const byte = message[at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
      shift += 7n;
    }
  };
  const take = (length: number): number => {
    if (!(length <= message.length - at)) throw damaged();
    at += length;
    return at - length;
  };
  while (at < message.length) {
    const key = Number(varint());
    const number = Math.floor(key / 8);
    const wireType = key % 8;
    if (wireType === 0) yield { number, integer: varint(), bytes: nothing };
    else if (wireType === 1) yield { number, integer: view.getBigUint64(take(8), true), bytes: nothing };
    else if (wireType === 5) yield { number, integer: BigInt(view.getUint32(take(4), true)), bytes: nothing };
    else if (wireType === 2) {
      const length = Number(varint());
      const start = take(length);
      yield { number, integer: 0n, bytes: message.subarray(start, start + length) };
    } else throw damaged();
  }
}

/** A signed integer of a varint, as a number. */
export function signed({ integer }: Field): number {
  return Number(BigInt.asIntN(64, integer));
}

/** A float of wire type 5. */
export function float({ integer }: Field): number {
  return new Float32Array(Uint32Array.of(Number(BigInt.asUintN(32, integer))).buffer)[0]!;
}

/** @throws DeviceError when it is no UTF-8 */
export function text({ bytes }: Field): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw damaged();
  }
}

/** Integers of a repeated field, one a field or packed. */
export function integers(field: Field): number[] {
  if (field.bytes.length === 0) return [signed(field)];
  // A packed field is varints alone: as fields of a message they would need keys, so they are read here.
  const values: number[] = [];
  let [value, shift] = [0n, 0n];
  for (const byte of field.bytes) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte >= 128) continue;
    values.push(Number(BigInt.asIntN(64, value)));
    [value, shift] = [0n, 0n];
  }
  return values;
}

function damaged(): DeviceError {
  return new DeviceError("the file is damaged, or no .onnx file");
}
