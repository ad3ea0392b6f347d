/** A field of a protobuf message: what its wire type holds, not yet what it means. */
export interface ProtobufField {
  /** The field's number in the schema. */
  number: number;
  /** Of a varint, read as an int32 where it is negative; 0 for other wire types. */
  varint: number;
  /** Of strings, bytes, messages and fixed-width numbers; empty for a varint. */
  bytes: Uint8Array;
}

/**
 * The fields of a message one after the other (protobuf.dev/programming-guides/encoding).
 *
 * @throws RangeError when the message ends within a field, or has a wire type that is none
 */
export function* readFields(message: Uint8Array): Generator<ProtobufField> {
  let position = 0;
  const varint = (): number => {
    let value = 0;
    let low = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[position++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * 2 ** shift;
      if (shift < 32) low |= (byte & 0x7f) << shift;
      // A negative int32 is written with 64 bits, and only such a one takes ten bytes.
      if (byte < 0x80) return shift === 63 ? low : value;
    }
    throw new RangeError("a number in it does not end");
  };
  const take = (length: number): Uint8Array => {
    if (length > message.length - position) throw new RangeError("it is cut short");
    position += length;
    return message.subarray(position - length, position);
  };
  while (position < message.length) {
    const tag = varint();
    const wireType = tag % 8;
    const number = Math.floor(tag / 8);
    if (wireType === 0) yield { number, varint: varint(), bytes: message.subarray(0, 0) };
    else if (wireType === 1) yield { number, varint: 0, bytes: take(8) };
    else if (wireType === 2) yield { number, varint: 0, bytes: take(varint()) };
    else if (wireType === 5) yield { number, varint: 0, bytes: take(4) };
    else throw new RangeError(`it has a field of wire type ${wireType}`);
  }
}
