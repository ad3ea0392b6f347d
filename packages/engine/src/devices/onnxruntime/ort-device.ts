import { availableParallelism } from "node:os";
import type { Program, TensorSignature } from "../../device.ts";
import { hasSharedMemory, type TypedArray } from "../../dtype.ts";
import { DeviceError } from "../../errors/device-error.ts";
import type { Graph } from "../../graph/graph.ts";
import { signatures } from "../../graph/signatures.ts";
import type { DeviceOptions } from "../driver.ts";
import { GraphDevice } from "../graph-device.ts";
import { type Allocation, fittingTensor } from "../host-tensor.ts";
import { ElementwiseProgram } from "./elementwise/elementwise-program.ts";
import { type ElementwiseLoop, elementwiseLoop } from "./elementwise/generate.ts";
import { compileLoop, HelperThreads } from "./elementwise/helper-threads.ts";
import { createSession, OrtProgram } from "./ort-program.ts";
import { OrtTensor } from "./ort-tensor.ts";

/** onnxruntime's CPU provider, which comes with npm. */
export class OrtDevice extends GraphDevice {
  readonly name = "cpu";
  readonly description: string;
  private readonly threads: number;
  private helpers: HelperThreads | null = null;

  constructor({ threads = availableParallelism() }: DeviceOptions = {}) {
    super();
    if (!Number.isInteger(threads) || threads < 1)
      throw new DeviceError(`threads is ${threads}, it must be a whole number from 1 on`);
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

  protected async createProgram(graph: Graph): Promise<Program> {
    const loop = elementwiseLoop(graph);
    if (loop && canMakeCode()) return this.createLoop(loop, graph);
    const session = await createSession(graph, this.threads);
    return this.register((onDispose) => new OrtProgram(session, graph, this.host, onDispose));
  }

  private createLoop(loop: ElementwiseLoop, graph: Graph): Program {
    this.helpers ??= new HelperThreads(hasSharedMemory ? this.threads - 1 : 0);
    const threads = this.helpers;
    return this.register(
      (onDispose) =>
        new ElementwiseProgram(loop, signatures(graph.inputs), signatures(graph.outputs), {
          threads,
          check: (tensor, label, signature) => fittingTensor(this.host, tensor, label, signature),
          create: ({ shape, dtype }) => this.empty(shape, dtype),
          onDispose,
        }),
    );
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
