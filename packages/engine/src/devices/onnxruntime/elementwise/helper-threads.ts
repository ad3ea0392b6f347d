import { Worker } from "node:worker_threads";
import { DeviceError } from "../../../errors/device-error.ts";

/** What a loop is called with. */
export type LoopArguments = readonly Float32Array[];
export type Loop = (arrays: LoopArguments, begin: number, end: number) => void;

/** Compiles a loop's source. @throws EvalError where the program may not make code from strings */
export function compileLoop(source: string): Loop {
  return new Function("arrays", "begin", "end", source) as Loop;
}

/** A helper's side: loops are known by their source; the control word counts the jobs that are done. */
const helperSource = `
const { parentPort, workerData } = require("node:worker_threads");
const loops = new Map();
parentPort.on("message", ({ source, arrays, begin, end }) => {
  if (!loops.has(source)) loops.set(source, new Function("arrays", "begin", "end", source));
  loops.get(source)(arrays, begin, end);
  Atomics.add(workerData.done, 0, 1);
  Atomics.notify(workerData.done, 0);
});
Atomics.store(workerData.done, 1, 1);
`;

/** After so long without an answer a helper is taken for dead. */
const patience = 60_000;

interface Helper {
  readonly worker: Worker;
  /** [jobs done, 1 once it has started]. */
  readonly done: Int32Array;
  asked: number;
}

/** Threads that run a part of a loop over shared memory while this thread runs its own. */
export class HelperThreads {
  private readonly helpers: Helper[];

  constructor(count: number) {
    this.helpers = Array.from({ length: count }, () => {
      const done = new Int32Array(new SharedArrayBuffer(8));
      const worker = new Worker(helperSource, { eval: true, workerData: { done } });
      worker.unref();
      // A helper that cannot start is never asked: its second word stays 0.
      worker.on("error", () => {});
      return { worker, done, asked: 0 };
    });
  }

  /** Runs the loop over 0 to `size`, in equal parts. @throws DeviceError when a helper does not answer */
  run(source: string, loop: Loop, arrays: LoopArguments, size: number): void {
    const ready = this.helpers.filter(({ done }) => Atomics.load(done, 1) === 1);
    const part = Math.ceil(size / (ready.length + 1));
    for (const [index, helper] of ready.entries()) {
      const begin = Math.min(size, (index + 1) * part);
      helper.asked++;
      helper.worker.postMessage({ source, arrays, begin, end: Math.min(size, begin + part) });
    }
    loop(arrays, 0, Math.min(size, part));
    for (const { done, asked } of ready)
      for (let count = Atomics.load(done, 0); count !== asked; count = Atomics.load(done, 0))
        if (Atomics.wait(done, 0, count, patience) === "timed-out")
          throw new DeviceError("a helper thread of the device does not answer");
  }

  async dispose(): Promise<void> {
    await Promise.all(this.helpers.map(({ worker }) => worker.terminate()));
    this.helpers.length = 0;
  }
}
