import type {
  CompileOptions,
  InputSpec,
  Program,
  SingleResultFunction,
  TensorFunction,
  VjpOptions,
  VjpPrograms,
} from "../device.ts";
import type { Graph } from "../graph/graph.ts";
import { signatures } from "../graph/signatures.ts";
import { trace } from "../trace/tracer.ts";
import { traceVjp } from "../trace/vjp.ts";
import { HostDevice, vjpPrograms } from "./host-device.ts";

/** What all devices have in common that compile traced graphs. */
export abstract class GraphDevice extends HostDevice {
  async compile<Name extends string>(
    fn: TensorFunction<Name>,
    spec: InputSpec<Name>,
    options: CompileOptions = {},
  ): Promise<Program> {
    this.requireOpen();
    return this.createProgram(trace(fn, spec), options);
  }

  async compileVjp<Name extends string>(
    fn: SingleResultFunction<Name>,
    spec: InputSpec<Name>,
    options: VjpOptions,
  ): Promise<VjpPrograms> {
    this.requireOpen();
    const graphs = traceVjp(fn, spec, options);
    const forward = await this.createProgram(graphs.forward, options);
    try {
      return vjpPrograms(forward, await this.createProgram(graphs.backward, options), signatures(graphs.residuals));
    } catch (error) {
      await forward.dispose();
      throw error;
    }
  }

  protected abstract createProgram(graph: Graph, options: CompileOptions): Promise<Program>;
}
