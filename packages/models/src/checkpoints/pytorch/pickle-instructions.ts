import type { ByteCursor } from "../byte-cursor.ts";
import type { PickleMachine } from "./pickle-machine.ts";

/** Longest name of a module or of something in it. */
const maxNameLength = 256;

type Instruction = (machine: PickleMachine, cursor: ByteCursor) => void;

/** What each instruction does, under the name that Python's pickletools has for it. */
export const instructions: ReadonlyMap<number, Instruction> = new Map<number, Instruction>([
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
