import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { DeviceTensor, Program } from "../../device.ts";
import { DeviceError } from "../../errors/device-error.ts";
import type { Graph } from "../../graph/graph.ts";
import { planMemory } from "../../graph/memory-plan.ts";
import { inputName, outputName } from "../../graph/onnx.ts";
import { signatures } from "../../graph/signatures.ts";
import type { Executable } from "../executable.ts";
import { Allocation, allocateHost, fittingTensor, type HostMemory } from "../host-tensor.ts";
import { executionOrder } from "./execution-order.ts";
import { OrtTensor } from "./ort-tensor.ts";
import { type Port, ports, requireKnownOutputs } from "./ports.ts";

type Signatures = Program["inputs"];

/** One session over one graph. */
export class OrtProgram implements Executable {
  readonly inputs: Signatures;
  readonly outputs: Signatures;
  private session: InferenceSession | null;
  private readonly inputPorts: readonly Port[];
  private readonly outputPorts: readonly Port[];
  private readonly memory: HostMemory;
  private readonly onDispose: () => void;
  private readonly graph: Graph;

  constructor(session: InferenceSession, graph: Graph, memory: HostMemory, onDispose: () => void) {
    this.session = session;
    this.graph = graph;
    this.memory = memory;
    this.onDispose = onDispose;
    this.inputs = signatures(graph.inputs);
    this.outputs = signatures(graph.outputs);
    this.inputPorts = ports(this.inputs, "input", inputName, session.inputNames);
    this.outputPorts = ports(this.outputs, "output", outputName, session.outputNames);
  }

  get scratch(): number {
    return planMemory({ ...this.graph, nodes: executionOrder(this.graph) }).scratch;
  }

  async run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    outputs: Readonly<Record<string, DeviceTensor>> = {},
  ): Promise<Record<string, DeviceTensor>> {
    if (!this.session) throw new DeviceError("the program was disposed");
    requireKnownOutputs(this.outputs, outputs);
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
