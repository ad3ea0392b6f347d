/** What a stretch of a zstd file is, and whether its frame ends with it. */
export interface FramePart {
  readonly bytes: Uint8Array;
  readonly isEnd: boolean;
}

const FRAME_MAGIC = 0xfd2fb528;
/** Frames that hold something else than data have one of sixteen. */
const SKIPPABLE_MAGIC = 0x184d2a50;

type Next = "magic" | "descriptor" | "header" | "block" | "skip size" | "body" | "skip";

/**
 * Finds where the frames of a zstd file end (RFC 8878, section 3.1), by their headers alone. Node reads the first frame of
 * several and says nothing of the others, and no runtime but Node tells that a frame is cut off.
 */
export class ZstdFrameCutter {
  #next: Next = "magic";
  /** Bytes that are wanted before the next step. */
  #wanted = 4;
  readonly #field: number[] = [];
  #isLastBlock = false;
  #checksumBytes = 0;

  /** Whether the file may end here. */
  get isBetweenFrames(): boolean {
    return this.#next === "magic" && this.#field.length === 0;
  }

  /** @throws RangeError for bytes that are no frame */
  cut(chunk: Uint8Array): FramePart[] {
    const parts: FramePart[] = [];
    let start = 0;
    let at = 0;
    while (at < chunk.length) {
      const taken = Math.min(this.#wanted, chunk.length - at);
      const isField = this.#next !== "body" && this.#next !== "skip";
      if (isField) this.#field.push(...chunk.subarray(at, at + taken));
      at += taken;
      this.#wanted -= taken;
      if (this.#wanted > 0) break;
      this.#step();
      // A body or a block of no bytes is over at once.
      while (this.#wanted === 0) this.#step();
      if (this.#next === "magic") {
        parts.push({ bytes: chunk.subarray(start, at), isEnd: true });
        start = at;
      }
    }
    if (start < chunk.length) parts.push({ bytes: chunk.subarray(start), isEnd: false });
    return parts;
  }

  #step(): void {
    const value = this.#field.reduceRight((sum, byte) => sum * 256 + byte, 0);
    const [next, bytes] = this.#after(this.#next, value);
    this.#next = next;
    this.#wanted = bytes;
    this.#field.length = 0;
  }

  /** What follows a part of the file, and how many bytes that has. @param value The part's, where it is a number */
  #after(part: Next, value: number): [next: Next, bytes: number] {
    switch (part) {
      case "magic":
        if (value === FRAME_MAGIC) return ["descriptor", 1];
        if (Math.floor(value / 16) === SKIPPABLE_MAGIC / 16) return ["skip size", 4];
        throw new RangeError("what follows is no zstd frame");
      case "skip size":
        return value === 0 ? ["magic", 4] : ["skip", value];
      case "skip":
        return ["magic", 4];
      case "descriptor":
        this.#checksumBytes = (value >> 2) & 1 ? 4 : 0;
        return ["header", headerBytes(value)];
      case "header":
        return ["block", 3];
      case "block": {
        this.#isLastBlock = (value & 1) === 1;
        const type = (value >> 1) & 3;
        if (type === 3) throw new RangeError("a block is of no known type");
        // A run is one byte, however long it is.
        const size = type === 1 ? 1 : value >> 3;
        return ["body", size + (this.#isLastBlock ? this.#checksumBytes : 0)];
      }
      case "body":
        return this.#isLastBlock ? ["magic", 4] : ["block", 3];
    }
  }
}

/** Bytes of a frame's header after its descriptor: window, dictionary, size of the content. */
function headerBytes(descriptor: number): number {
  const isSingleSegment = (descriptor >> 5) & 1;
  const sizeFlag = descriptor >> 6;
  const contentSize = sizeFlag === 0 ? isSingleSegment : 2 ** sizeFlag;
  const dictionary = [0, 1, 2, 4][descriptor & 3]!;
  return (isSingleSegment ? 0 : 1) + dictionary + contentSize;
}
