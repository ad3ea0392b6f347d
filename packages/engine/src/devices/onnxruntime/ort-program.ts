import { InferenceSession, type Tensor } from "onnxruntime-node";
import type { DeviceTensor, Program, TensorSignature } from "../../device.ts";
import { DeviceError } from "../../errors/device-error.ts";
import type { Graph } from "../../graph/graph.ts";
import { inputName, outputName, toOnnx } from "../../graph/onnx.ts";
import { signatures } from "../../graph/signatures.ts";
import { Allocation, allocateHost, fittingTensor, type HostMemory } from "../host-tensor.ts";
import { heapKeepsMemory } from "./heap.ts";
import { OrtTensor } from "./ort-tensor.ts";
import { threadsFor } from "./threads.ts";

type Signatures = Program["inputs"];

/** An input or output, with all that a run needs to know of it. */
interface Port extends TensorSignature {
  readonly name: string;
  /** As the session calls it; null where it does not want it. */
  readonly sessionName: string | null;
  /** As errors call it. */
  readonly label: string;
}

/** One session over one graph. */
export class OrtProgram implements Program {
  readonly inputs: Signatures;
  readonly outputs: Signatures;
  private session: InferenceSession | null;
  private readonly inputPorts: readonly Port[];
  private readonly outputPorts: readonly Port[];
  private readonly memory: HostMemory;
  private readonly onDispose: () => void;

  constructor(session: InferenceSession, graph: Graph, memory: HostMemory, onDispose: () => void) {
    this.session = session;
    this.memory = memory;
    this.onDispose = onDispose;
    this.inputs = signatures(graph.inputs);
    this.outputs = signatures(graph.outputs);
    this.inputPorts = ports(this.inputs, "input", inputName, session.inputNames);
    this.outputPorts = ports(this.outputs, "output", outputName, session.outputNames);
  }

  async run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    outputs: Readonly<Record<string, DeviceTensor>> = {},
  ): Promise<Record<string, DeviceTensor>> {
    if (!this.session) throw new DeviceError("the program was disposed");
    for (const name in outputs)
      if (!Object.hasOwn(this.outputs, name)) throw new DeviceError(`the program has no output ${name}`);
    const feeds: Record<string, Tensor> = {};
    for (const port of this.inputPorts) {
      const { tensor } = fittingTensor(this.memory, inputs[port.name], port.label, port) as OrtTensor;
      if (port.sessionName !== null) feeds[port.sessionName] = tensor;
    }
    const fetches: Record<string, Tensor> = {};
    const results: Record<string, OrtTensor> = {};
    for (const port of this.outputPorts) {
      const given = outputs[port.name];
      const target = given ? (fittingTensor(this.memory, given, port.label, port) as OrtTensor) : this.newTensor(port);
      fetches[port.sessionName!] = target.tensor;
      results[port.name] = target;
    }
    try {
      release(await this.session.run(feeds, fetches), fetches);
    } catch (error) {
      throw new DeviceError(`onnxruntime failed: ${(error as Error).message}`, { cause: error });
    }
    return results;
  }

  async dispose(): Promise<void> {
    const { session } = this;
    if (!session) return;
    this.session = null;
    this.onDispose();
    await session.release();
  }

  private newTensor(port: Port): OrtTensor {
    return new OrtTensor(allocateHost(port), port, new Allocation(this.memory));
  }
}

/**
 * Frees the copies of the outputs that onnxruntime hands back at once. Waiting for the collector, they would pile up by tens of
 * megabytes, and it would run several times a pass.
 */
function release(copies: Readonly<Record<string, Tensor>>, outputs: Readonly<Record<string, Tensor>>): void {
  for (const [name, { data }] of Object.entries(copies)) {
    const { buffer } = data as Float32Array<ArrayBuffer>;
    if (buffer !== (outputs[name]!.data as Float32Array).buffer) buffer.transfer(0);
  }
}

/** @throws DeviceError when onnxruntime does not take the graph. */
export async function createSession(graph: Graph, threads: number): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(toOnnx(graph), sessionOptions(threadsFor(graph, threads)));
  } catch (error) {
    throw new DeviceError(`onnxruntime refused a graph: ${(error as Error).message}`, { cause: error });
  }
}

function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    enableMemPattern: false,
    // What goes wrong is thrown; onnxruntime would also print it.
    logSeverityLevel: 4,
    enableCpuMemArena: !heapKeepsMemory(process.env),
    // A waiting thread would spin in the way of the next program, and of whatever else runs on the machine.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  };
}

/** onnxruntime drops inputs that nothing reads and refuses to be fed them. */
function ports(
  signatures: Signatures,
  kind: "input" | "output",
  nameInSession: (name: string) => string,
  known: readonly string[],
): Port[] {
  return Object.entries(signatures).map(([name, { shape, dtype }]) => {
    const sessionName = nameInSession(name);
    return {
      name,
      shape,
      dtype,
      sessionName: known.includes(sessionName) ? sessionName : null,
      label: `${kind} ${name}`,
    };
  });
}
