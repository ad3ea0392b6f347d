/** The bytes that were read so far end before the value does. */
export class OutOfBytes extends Error {
  override readonly name = "OutOfBytes";
}

/** Takes little-endian values off the front of bytes, one after the other. */
export class ByteCursor {
  readonly bytes: Uint8Array<ArrayBuffer>;
  position = 0;
  private readonly view: DataView;
  private readonly decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** @throws OutOfBytes when fewer than that are left */
  take(length: number): number {
    const begin = this.position;
    if (length > this.bytes.length - begin) throw new OutOfBytes();
    this.position += length;
    return begin;
  }

  uint8(): number {
    return this.view.getUint8(this.take(1));
  }

  int8(): number {
    return this.view.getInt8(this.take(1));
  }

  uint16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  int16(): number {
    return this.view.getInt16(this.take(2), true);
  }

  uint32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  int32(): number {
    return this.view.getInt32(this.take(4), true);
  }

  float32(): number {
    return this.view.getFloat32(this.take(4), true);
  }

  float64(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  /** As a double, which is exact up to 2^53. */
  uint64(): number {
    const low = this.uint32();
    return low + this.uint32() * 2 ** 32;
  }

  /** As a double, which is exact between −2^53 and 2^53. */
  int64(): number {
    const low = this.uint32();
    return low + this.int32() * 2 ** 32;
  }

  /** UTF-8; bytes that are none become U+FFFD. */
  text(length: number): string {
    const begin = this.take(length);
    return this.decoder.decode(this.bytes.subarray(begin, begin + length));
  }
}
