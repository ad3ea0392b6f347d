import type { TensorSignature } from "../../device.ts";
import { hasSharedMemory, type TypedArray } from "../../dtype.ts";
import type { Graph } from "../../graph/graph.ts";
import type { DeviceOptions } from "../driver.ts";
import type { Executable } from "../executable.ts";
import { GraphDevice } from "../graph-device.ts";
import type { HostComputation } from "../host-program/host-program.ts";
import { rowsComputation } from "../host-program/rows.ts";
import type { Allocation } from "../host-tensor.ts";
import { threadCount } from "../threads.ts";
import { elementwiseComputation } from "./elementwise/elementwise-computation.ts";
import { type ElementwiseLoop, elementwiseLoop } from "./elementwise/generate.ts";
import { compileLoop, HelperThreads } from "./elementwise/helper-threads.ts";
import { OrtProgram } from "./ort-program.ts";
import { OrtTensor } from "./ort-tensor.ts";
import { createSession, type Provider } from "./session.ts";

/** onnxruntime's CPU provider, which comes with npm. */
export class OrtDevice extends GraphDevice {
  readonly name: string = "cpu";
  readonly description: string;
  protected readonly provider: Provider = "cpu";
  private readonly threads: number;
  private helpers: HelperThreads | null = null;

  constructor(options: DeviceOptions = {}) {
    super();
    const threads = threadCount(options.threads);
    this.threads = threads;
    this.description = `onnxruntime on ${threads} CPU thread${threads === 1 ? "" : "s"}`;
  }

  protected wrap(array: TypedArray, signature: TensorSignature, allocation: Allocation): OrtTensor {
    return new OrtTensor(array, signature, allocation);
  }

  override async dispose(): Promise<void> {
    await super.dispose();
    await this.helpers?.dispose();
    this.helpers = null;
  }

  protected async createProgram(graph: Graph): Promise<Executable> {
    const rows = rowsComputation(graph);
    if (rows) return this.hostProgram(rows, graph);
    const loop = elementwiseLoop(graph);
    if (loop && canMakeCode()) return this.hostProgram(this.createLoop(loop), graph);
    const session = await createSession(graph, this.threads, this.provider);
    return this.register((onDispose) => new OrtProgram(session, graph, this.host, onDispose));
  }

  private createLoop(loop: ElementwiseLoop): HostComputation {
    this.helpers ??= new HelperThreads(hasSharedMemory ? this.threads - 1 : 0);
    return elementwiseComputation(loop, this.helpers);
  }
}

/** Whether this process may compile JavaScript at run time; some are started so that they may not. */
function canMakeCode(): boolean {
  try {
    return compileLoop("") !== null;
  } catch {
    return false;
  }
}
