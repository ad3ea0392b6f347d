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
import { loadOnnx } from "../graph/load-onnx.ts";
import { countNonFinite } from "../graph/numerics.ts";
import { signatures } from "../graph/signatures.ts";
import { trace } from "../trace/tracer.ts";
import { traceVjp } from "../trace/vjp.ts";
import type { Executable } from "./executable.ts";
import { HostDevice, vjpPrograms } from "./host-device.ts";
import { NumericsExecutable } from "./numerics-executable.ts";
import { graphFacts } from "./program-facts.ts";

/** What all devices have in common that compile traced graphs. */
export abstract class GraphDevice extends HostDevice {
  async compile<Name extends string>(
    fn: TensorFunction<Name>,
    spec: InputSpec<Name>,
    options: CompileOptions = {},
  ): Promise<Program> {
    this.requireOpen();
    return this.compileGraph(trace(fn, spec), options);
  }

  async compileVjp<Name extends string>(
    fn: SingleResultFunction<Name>,
    spec: InputSpec<Name>,
    options: VjpOptions,
  ): Promise<VjpPrograms> {
    this.requireOpen();
    const graphs = traceVjp(fn, spec, options);
    const forward = await this.compileGraph(graphs.forward, options);
    try {
      return vjpPrograms(forward, await this.compileGraph(graphs.backward, options), signatures(graphs.residuals));
    } catch (error) {
      await forward.dispose();
      throw error;
    }
  }

  override async load(file: Uint8Array, options: CompileOptions = {}): Promise<Program> {
    this.requireOpen();
    return this.compileGraph(loadOnnx(file), options);
  }

  /** What the runtime makes of a graph, to be registered. */
  protected abstract createProgram(graph: Graph, options: CompileOptions): Promise<Executable>;

  private async compileGraph(graph: Graph, options: CompileOptions): Promise<Program> {
    const executable = await this.createExecutable(graph, options);
    try {
      // It may have been disposed of in the meantime.
      this.requireOpen();
    } catch (error) {
      await executable.dispose();
      throw error;
    }
    return this.manage(executable, graphFacts(graph, executable));
  }

  private async createExecutable(graph: Graph, options: CompileOptions): Promise<Executable> {
    const numerics = this.debugNumerics ? countNonFinite(graph) : null;
    if (!numerics) return this.createProgram(graph, options);
    const executable = await this.createProgram(numerics.graph, options);
    return new NumericsExecutable(executable, numerics, (tensor) => this.read(tensor));
  }
}
