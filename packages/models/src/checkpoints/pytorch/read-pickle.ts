import { ByteCursor, OutOfBytes } from "../byte-cursor.ts";
import { instructions } from "./pickle-instructions.ts";
import { type PickleContext, PickleMachine } from "./pickle-machine.ts";

/** The last instruction of every pickle. */
const stop = 0x2e;

/**
 * Reads a pickle (protocols 2 to 5) as data. Nothing is imported or executed: dictionaries become Maps, lists and tuples
 * arrays, and everything else is what `context` knows.
 *
 * @throws Error when the pickle is damaged, or names, calls or does what is not known here
 */
export function readPickle(bytes: Uint8Array<ArrayBuffer>, context: PickleContext): unknown {
  try {
    const cursor = new ByteCursor(bytes);
    const machine = new PickleMachine(context);
    for (let code = cursor.uint8(); code !== stop; code = cursor.uint8()) {
      const instruction = instructions.get(code);
      if (!instruction) throw new Error(`its pickle has the instruction 0x${code.toString(16)}, which no tensor needs`);
      instruction(machine, cursor);
    }
    return machine.pop();
  } catch (error) {
    if (error instanceof OutOfBytes) throw new Error("its pickle ends before it is complete", { cause: error });
    throw error;
  }
}
