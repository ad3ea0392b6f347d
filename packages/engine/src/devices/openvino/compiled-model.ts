import { type DataType, sizeOf } from "../../dtype.ts";
import { type Graph, type GraphType, reachableNodes, type Value } from "../../graph/graph.ts";
import { inputName, outputName, toOnnx } from "../../graph/onnx.ts";
import { rewrite } from "../../graph/passes/rewrite.ts";
import { putInputsFirst, sharableInputs } from "./in-place.ts";
import { type Handle, type OpenvinoLibrary, portName } from "./library.ts";
import type { OpenvinoTensor } from "./openvino-tensor.ts";
import { propagateNan } from "./propagate-nan.ts";
import { scalarResults } from "./scalar-results.ts";

/** Where a model is compiled, and how. */
export interface CompileTarget {
  readonly library: OpenvinoLibrary;
  readonly core: Handle;
  readonly hardware: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** A port of a request, and what it has there. */
interface Port {
  readonly name: Uint8Array;
  /** Also keeps alive the memory that the request would use. */
  current: OpenvinoTensor | null;
}

/** A compiled graph and the one request that runs it. It lacks inputs that nothing reads and tensors without elements. */
export class CompiledModel {
  private readonly library: OpenvinoLibrary;
  private readonly model: Handle;
  private readonly request: Handle;
  private readonly inputs: ReadonlyMap<string, Port>;
  private readonly outputs: ReadonlyMap<string, Port>;
  /** Inputs whose memory an output may share. */
  readonly sharable: ReadonlyMap<string, ReadonlySet<string>>;

  private constructor({ library, core, hardware, properties }: CompileTarget, given: Graph) {
    const graph = putInputsFirst(propagateNan(rewrite(given, [scalarResults])));
    this.sharable = sharableInputs(graph);
    this.library = library;
    this.inputs = new Map([...graph.inputs.keys()].map((name) => [name, port(inputName(name))]));
    this.outputs = new Map([...graph.outputs.keys()].map((name) => [name, port(outputName(name))]));
    this.model = library.compile(core, toOnnx(graph), hardware, properties);
    try {
      this.request = library.createRequest(this.model);
      for (const [name, { shape, dtype }] of graph.inputs) this.release(this.inputs.get(name)!, shape, dtype);
      for (const [name, { shape, dtype }] of graph.outputs) this.release(this.outputs.get(name)!, shape, dtype);
    } catch (error) {
      library.freeCompiled(this.model);
      throw error;
    }
  }

  /**
   * Null where there is nothing to compute.
   *
   * @throws DeviceError when OpenVINO does not take the graph
   */
  static compile(target: CompileTarget, graph: Graph): CompiledModel | null {
    const outputs = new Map([...graph.outputs].filter(([, { shape }]) => sizeOf(shape) > 0));
    if (outputs.size === 0) return null;
    const nodes = reachableNodes(outputs.values());
    const read = new Set<Value>([...nodes.flatMap((node) => node.inputs), ...outputs.values()]);
    const inputs = new Map([...graph.inputs].filter(([, value]) => read.has(value)));
    return new CompiledModel(target, { inputs, outputs, nodes });
  }

  setInput(name: string, tensor: OpenvinoTensor): void {
    this.set(this.inputs.get(name), tensor);
  }

  setOutput(name: string, tensor: OpenvinoTensor): void {
    this.set(this.outputs.get(name), tensor);
  }

  /** Blocks the thread. @throws DeviceError with OpenVINO's reason */
  infer(): void {
    this.library.infer(this.request);
  }

  dispose(): void {
    for (const port of [...this.inputs.values(), ...this.outputs.values()]) port.current = null;
    this.library.freeRequest(this.request);
    this.library.freeCompiled(this.model);
  }

  /** Takes the place of the memory that OpenVINO set aside for a port: every run brings its own. */
  private release({ name }: Port, shape: readonly number[], dtype: GraphType): void {
    const placeholder = this.library.createTensor(null, shape, dtype as DataType);
    this.library.setTensor(this.request, name, placeholder);
    this.library.freeTensor(placeholder);
  }

  private set(port: Port | undefined, tensor: OpenvinoTensor): void {
    if (!port || port.current === tensor) return;
    this.library.setTensor(this.request, port.name, tensor.handle);
    port.current = tensor;
  }
}

function port(name: string): Port {
  return { name: portName(name), current: null };
}
