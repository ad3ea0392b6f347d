import type { Program } from "../device.ts";

/** What a runtime makes of a graph or a function. The rest of a `Program` is the same on all devices. */
export interface Executable extends Pick<Program, "inputs" | "outputs" | "run" | "dispose"> {
  /** Bytes of intermediate results, where the runtime needs others than the graph's plan has. */
  readonly scratch?: number;
}
