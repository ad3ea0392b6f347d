import { type InferenceSession, Tensor } from "onnxruntime-node";
import type { DeviceTensor, Program, TensorSignature } from "../../../device.ts";
import { allocate } from "../../../dtype.ts";
import { DeviceError } from "../../../errors/device-error.ts";
import type { Graph } from "../../../graph/graph.ts";
import { inputName, outputName } from "../../../graph/onnx.ts";
import { signatures } from "../../../graph/signatures.ts";
import type { Executable } from "../../executable.ts";
import type { HostTensor } from "../../host-tensor.ts";
import { type Port, ports, requireKnownOutputs } from "../ports.ts";
import { placeOf } from "./gpu-allocation.ts";
import { GpuBuffer } from "./gpu-buffer.ts";
import type { GpuCopies } from "./gpu-copies.ts";
import type { Turns } from "./turns.ts";

/** What a program needs of its device. */
export interface GpuHost {
  /** Runs, reads and releases, one after the other: each may move buffers that the next one needs. */
  readonly turns: Turns;
  readonly copies: GpuCopies;
  /** The tensor, if it is the device's and as the program was compiled for. */
  check(tensor: DeviceTensor | undefined, label: string, signature: TensorSignature): HostTensor;
  create(signature: TensorSignature): HostTensor;
}

/** One session over one graph, whose inputs and outputs stay on the GPU. */
export class GpuProgram implements Executable {
  readonly inputs: Program["inputs"];
  readonly outputs: Program["outputs"];
  private session: InferenceSession | null;
  private readonly inputPorts: readonly Port[];
  private readonly outputPorts: readonly Port[];
  private readonly host: GpuHost;
  private readonly onDispose: () => void;

  /** @param session leaves its outputs on the GPU */
  constructor(session: InferenceSession, graph: Graph, host: GpuHost, onDispose: () => void) {
    this.session = session;
    this.host = host;
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
    const { session } = this;
    if (!session) throw new DeviceError("the program was disposed");
    requireKnownOutputs(this.outputs, outputs);
    const given = this.inputPorts.map((port) => this.host.check(inputs[port.name], port.label, port));
    const targets = this.outputPorts.map((port) =>
      outputs[port.name] ? this.host.check(outputs[port.name], port.label, port) : this.host.create(port),
    );
    try {
      await this.host.turns.take(() => this.compute(session, given, targets));
    } catch (error) {
      if (DeviceError.isInstance(error)) throw error;
      throw new DeviceError(`onnxruntime failed: ${(error as Error).message}`, { cause: error });
    }
    return Object.fromEntries(this.outputPorts.map(({ name }, index) => [name, targets[index]!]));
  }

  async dispose(): Promise<void> {
    const { session } = this;
    if (!session) return;
    this.session = null;
    this.onDispose();
    await this.host.turns.take(() => session.release());
  }

  private async compute(
    session: InferenceSession,
    inputs: readonly HostTensor[],
    targets: readonly HostTensor[],
  ): Promise<void> {
    const used: GpuBuffer[] = [];
    try {
      const feeds: Record<string, Tensor> = {};
      for (const [index, { sessionName, label, shape, dtype }] of this.inputPorts.entries()) {
        const tensor = inputs[index]!;
        if (sessionName === null) continue;
        // By a call that was not waited for.
        if (tensor.allocation.disposed) throw new DeviceError(`${label} was disposed`);
        if (tensor.size === 0) feeds[sessionName] = new Tensor(dtype, allocate(dtype, 0) as Float32Array, shape);
        else {
          const { allocation, begin, end } = placeOf(tensor);
          const buffer = await allocation.buffer(begin, end, this.host.copies);
          used.push(buffer);
          feeds[sessionName] = buffer.as(shape);
        }
      }
      const results = await session.run(feeds);
      for (const [index, { sessionName }] of this.outputPorts.entries()) {
        const target = targets[index]!;
        const { allocation, begin } = placeOf(target);
        const buffer = new GpuBuffer(results[sessionName!]!);
        if (target.size === 0 || allocation.disposed) buffer.release();
        else allocation.computed(begin, buffer);
      }
    } finally {
      for (const buffer of used) buffer.release();
    }
    for (const target of targets) await placeOf(target).allocation.compact(this.host.copies);
  }
}
