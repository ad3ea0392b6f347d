import { ByteCursor, OutOfBytes } from "../byte-cursor.ts";

/** Lists, tuples and dictionaries; a tensor is rebuilt from five or six. */
const maxContainers = 1 << 18;

/** Longest name of a module or of something in it. */
const maxNameLength = 256;

/** What a pickle names and may call: only what the reader was given. */
export interface PickleGlobal {
  readonly name: string;
  /** What calling it gives; absent where it only stands for something. */
  readonly call?: (args: readonly unknown[]) => unknown;
}

/** What a pickle refers to outside itself. */
export interface PickleContext {
  /** By module and name, `collections.OrderedDict`; undefined for what is not known. */
  find(name: string): PickleGlobal | undefined;
  /** What a persistent id stands for. */
  load(id: unknown): unknown;
}

/**
 * Reads a pickle (protocols 2 to 5) as data. Nothing is imported or executed: dictionaries become Maps, lists and tuples
 * arrays, and everything else is what `context` knows.
 *
 * @throws Error when the pickle is damaged, or names, calls or does what is not known here
 */
export function readPickle(bytes: Uint8Array<ArrayBuffer>, context: PickleContext): unknown {
  try {
    return new PickleMachine(new ByteCursor(bytes), context).run();
  } catch (error) {
    if (error instanceof OutOfBytes) throw new Error("its pickle ends before it is complete", { cause: error });
    throw error;
  }
}

class PickleMachine {
  private readonly cursor: ByteCursor;
  private readonly context: PickleContext;
  private readonly stack: unknown[] = [];
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, unknown>();
  private containers = 0;

  constructor(cursor: ByteCursor, context: PickleContext) {
    this.cursor = cursor;
    this.context = context;
  }

  run(): unknown {
    for (;;) {
      const code = this.cursor.uint8();
      if (code === stop) return this.pop();
      const step = steps.get(code);
      if (!step) throw new Error(`its pickle has the instruction 0x${code.toString(16)}, which no tensor needs`);
      step(this, this.cursor);
    }
  }

  push(value: unknown): void {
    this.stack.push(value);
  }

  /** A list, a tuple or a dictionary. */
  pushContainer(container: unknown[] | Map<unknown, unknown>): void {
    this.containers++;
    if (this.containers > maxContainers) throw new Error(`its pickle has more than ${maxContainers} collections`);
    this.push(container);
  }

  pop(): unknown {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw new Error("its pickle takes what is not there");
    return this.stack.pop();
  }

  mark(): void {
    this.marks.push(this.stack.length);
  }

  popToMark(): unknown[] {
    const mark = this.marks.pop();
    if (mark === undefined) throw new Error("its pickle takes what is not there");
    return this.stack.splice(mark);
  }

  remember(index: number): void {
    const value = this.pop();
    this.memo.set(index, value);
    this.push(value);
  }

  get remembered(): number {
    return this.memo.size;
  }

  recall(index: number): void {
    if (!this.memo.has(index)) throw new Error("its pickle recalls what it never had");
    this.push(this.memo.get(index));
  }

  pushGlobal(module: string, name: string): void {
    const path = `${module}.${name}`;
    const known = this.context.find(path);
    if (!known) throw new Error(`its pickle asks for ${path}, which no tensor needs; nothing of it was executed`);
    this.push(known);
  }

  call(): void {
    const args = this.pop();
    const global = this.pop() as Partial<PickleGlobal> | null;
    if (!Array.isArray(args) || typeof global?.call !== "function")
      throw new Error("its pickle calls what cannot be called");
    const result = global.call(args);
    if (result instanceof Map) this.pushContainer(result);
    else this.push(result);
  }

  loadPersistent(): void {
    this.push(this.context.load(this.pop()));
  }

  appendTo(items: readonly unknown[]): void {
    const list = this.pop();
    if (!Array.isArray(list)) throw new Error("its pickle appends to what is no list");
    for (const item of items) list.push(item);
    this.push(list);
  }

  setIn(items: readonly unknown[]): void {
    const map = this.pop();
    if (!(map instanceof Map) || items.length % 2 !== 0)
      throw new Error("its pickle sets items of what is no dictionary");
    for (let index = 0; index < items.length; index += 2) map.set(items[index], items[index + 1]);
    this.push(map);
  }

  /** A state dict's attributes (`_metadata`) say nothing of its tensors. */
  passOverState(): void {
    this.pop();
    const target = this.pop();
    if (!(target instanceof Map)) throw new Error("its pickle sets the state of what has none");
    this.push(target);
  }
}

type Step = (machine: PickleMachine, cursor: ByteCursor) => void;

const stop = 0x2e;

/** Python's pickletools name the instructions so. */
const steps: ReadonlyMap<number, Step> = new Map<number, Step>([
  [0x80, (_, cursor) => void cursor.uint8()], // PROTO
  [0x95, (_, cursor) => void cursor.take(8)], // FRAME
  [0x28, (machine) => machine.mark()], // MARK
  [0x4e, (machine) => machine.push(null)], // NONE
  [0x88, (machine) => machine.push(true)], // NEWTRUE
  [0x89, (machine) => machine.push(false)], // NEWFALSE
  [0x4b, (machine, cursor) => machine.push(cursor.uint8())], // BININT1
  [0x4d, (machine, cursor) => machine.push(cursor.uint16())], // BININT2
  [0x4a, (machine, cursor) => machine.push(cursor.int32())], // BININT
  [0x8a, (machine, cursor) => machine.push(longInteger(cursor, cursor.uint8()))], // LONG1
  [0x47, (machine, cursor) => machine.push(bigEndianFloat(cursor))], // BINFLOAT
  [0x58, (machine, cursor) => machine.push(cursor.text(cursor.uint32()))], // BINUNICODE
  [0x8c, (machine, cursor) => machine.push(cursor.text(cursor.uint8()))], // SHORT_BINUNICODE
  [0x29, (machine) => machine.pushContainer([])], // EMPTY_TUPLE
  [0x5d, (machine) => machine.pushContainer([])], // EMPTY_LIST
  [0x7d, (machine) => machine.pushContainer(new Map())], // EMPTY_DICT
  [0x85, (machine) => pushTuple(machine, 1)], // TUPLE1
  [0x86, (machine) => pushTuple(machine, 2)], // TUPLE2
  [0x87, (machine) => pushTuple(machine, 3)], // TUPLE3
  [0x74, (machine) => machine.pushContainer(machine.popToMark())], // TUPLE
  [0x61, (machine) => machine.appendTo([machine.pop()])], // APPEND
  [0x65, (machine) => machine.appendTo(machine.popToMark())], // APPENDS
  [0x73, (machine) => machine.setIn([machine.pop(), machine.pop()].reverse())], // SETITEM
  [0x75, (machine) => machine.setIn(machine.popToMark())], // SETITEMS
  [0x71, (machine, cursor) => machine.remember(cursor.uint8())], // BINPUT
  [0x72, (machine, cursor) => machine.remember(cursor.uint32())], // LONG_BINPUT
  [0x94, (machine) => machine.remember(machine.remembered)], // MEMOIZE
  [0x68, (machine, cursor) => machine.recall(cursor.uint8())], // BINGET
  [0x6a, (machine, cursor) => machine.recall(cursor.uint32())], // LONG_BINGET
  [0x63, (machine, cursor) => machine.pushGlobal(line(cursor), line(cursor))], // GLOBAL
  [0x93, (machine) => pushNamedGlobal(machine)], // STACK_GLOBAL
  [0x52, (machine) => machine.call()], // REDUCE
  [0x62, (machine) => machine.passOverState()], // BUILD
  [0x51, (machine) => machine.loadPersistent()], // BINPERSID
]);

function pushTuple(machine: PickleMachine, length: number): void {
  machine.pushContainer(Array.from({ length }, () => machine.pop()).reverse());
}

function pushNamedGlobal(machine: PickleMachine): void {
  const name = machine.pop();
  const module = machine.pop();
  if (typeof module !== "string" || typeof name !== "string") throw new Error("its pickle names what has no name");
  machine.pushGlobal(module, name);
}

function line(cursor: ByteCursor): string {
  const begin = cursor.position;
  const end = cursor.bytes.subarray(0, begin + maxNameLength).indexOf(0x0a, begin);
  if (end < 0) throw new Error("its pickle names something in more words than there can be");
  const text = cursor.text(end - begin);
  cursor.take(1);
  return text;
}

/** Little-endian two's complement; tensors have no numbers beyond 64 bits. */
function longInteger(cursor: ByteCursor, bytes: number): number {
  if (bytes > 8) throw new Error(`its pickle has an integer of ${bytes} bytes`);
  let value = 0n;
  for (let index = 0; index < bytes; index++) value |= BigInt(cursor.uint8()) << BigInt(8 * index);
  return Number(BigInt.asIntN(8 * bytes, value));
}

function bigEndianFloat(cursor: ByteCursor): number {
  const begin = cursor.take(8);
  return new DataView(cursor.bytes.buffer, cursor.bytes.byteOffset + begin, 8).getFloat64(0, false);
}
