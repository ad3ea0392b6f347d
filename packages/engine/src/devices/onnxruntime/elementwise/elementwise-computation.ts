import type { HostComputation } from "../../host-program/host-program.ts";
import type { ElementwiseLoop } from "./generate.ts";
import { compileLoop, type HelperThreads, type LoopArguments } from "./helper-threads.ts";

/**
 * Element-wise arithmetic as one loop over memory, on all of the device's threads.
 *
 * @throws EvalError where code may not be made from strings
 */
export function elementwiseComputation(loop: ElementwiseLoop, threads: HelperThreads): HostComputation {
  const compiled = compileLoop(loop.source);
  return {
    inputs: loop.inputs,
    outputs: loop.outputs,
    run: (arrays) => threads.run(loop.source, compiled, arrays as LoopArguments, loop.size),
  };
}
