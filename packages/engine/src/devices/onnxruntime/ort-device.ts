import { availableParallelism } from "node:os";
import type {
  InputSpec,
  Program,
  SingleResultFunction,
  TensorFunction,
  TensorSignature,
  VjpOptions,
  VjpPrograms,
} from "../../device.ts";
import type { TypedArray } from "../../dtype.ts";
import { DeviceError } from "../../errors/device-error.ts";
import type { Graph } from "../../graph/graph.ts";
import { trace } from "../../trace/tracer.ts";
import { traceVjp } from "../../trace/vjp.ts";
import { HostDevice, vjpPrograms } from "../host-device.ts";
import type { Allocation } from "../host-tensor.ts";
import { createSession, OrtProgram, signatures } from "./ort-program.ts";
import { OrtTensor } from "./ort-tensor.ts";

/** onnxruntime's CPU provider, which comes with npm. */
export class OrtDevice extends HostDevice {
  readonly name = "cpu";
  readonly description: string;
  private readonly threads: number;

  constructor({ threads = availableParallelism() }: { threads?: number } = {}) {
    super();
    if (!Number.isInteger(threads) || threads < 1)
      throw new DeviceError(`threads is ${threads}, it must be a whole number from 1 on`);
    this.threads = threads;
    this.description = `onnxruntime on ${threads} CPU thread${threads === 1 ? "" : "s"}`;
  }

  async compile<Name extends string>(fn: TensorFunction<Name>, spec: InputSpec<Name>): Promise<Program> {
    this.requireOpen();
    return this.createProgram(trace(fn, spec));
  }

  async compileVjp<Name extends string>(
    fn: SingleResultFunction<Name>,
    spec: InputSpec<Name>,
    options: VjpOptions,
  ): Promise<VjpPrograms> {
    this.requireOpen();
    const graphs = traceVjp(fn, spec, options);
    const forward = await this.createProgram(graphs.forward);
    try {
      return vjpPrograms(forward, await this.createProgram(graphs.backward), signatures(graphs.residuals));
    } catch (error) {
      await forward.dispose();
      throw error;
    }
  }

  protected wrap(array: TypedArray, signature: TensorSignature, allocation: Allocation): OrtTensor {
    return new OrtTensor(array, signature, allocation);
  }

  private async createProgram(graph: Graph): Promise<OrtProgram> {
    const session = await createSession(graph, this.threads);
    return this.register((onDispose) => new OrtProgram(session, graph, this.host, onDispose));
  }
}
