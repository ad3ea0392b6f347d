import type { DeviceTensor, Program, TensorSignature } from "../../device.ts";
import { DeviceError } from "../../errors/device-error.ts";
import type { Graph } from "../../graph/graph.ts";
import { signatures } from "../../graph/signatures.ts";
import type { Executable } from "../executable.ts";
import { fittingTensor, type HostMemory } from "../host-tensor.ts";
import type { Breather } from "./breather.ts";
import type { CompiledModel } from "./compiled-model.ts";
import type { OpenvinoTensor } from "./openvino-tensor.ts";

/** What a program needs of its device. */
export interface OpenvinoHost {
  readonly memory: HostMemory;
  readonly breather: Breather;
  create(signature: TensorSignature): OpenvinoTensor;
  onDispose(): void;
}

/** A compiled model behind the names, shapes and types of its function. */
export class OpenvinoProgram implements Executable {
  readonly inputs: Program["inputs"];
  readonly outputs: Program["outputs"];
  private readonly host: OpenvinoHost;
  private readonly model: CompiledModel | null;
  private readonly inputPorts: readonly Port[];
  private readonly outputPorts: readonly Port[];
  private isDisposed = false;

  constructor(model: CompiledModel | null, graph: Graph, host: OpenvinoHost) {
    this.model = model;
    this.host = host;
    this.inputs = signatures(graph.inputs);
    this.outputs = signatures(graph.outputs);
    this.inputPorts = ports(this.inputs, "input");
    this.outputPorts = ports(this.outputs, "output");
  }

  async run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    outputs: Readonly<Record<string, DeviceTensor>> = {},
  ): Promise<Record<string, DeviceTensor>> {
    await this.host.breather.breathe();
    if (this.isDisposed) throw new DeviceError("the program was disposed");
    for (const name in outputs)
      if (!Object.hasOwn(this.outputs, name)) throw new DeviceError(`the program has no output ${name}`);
    const given = this.inputPorts.map((port) => this.fitting(port, inputs[port.name]));
    const targets = this.outputPorts.map((port) => {
      const target = outputs[port.name];
      return target ? this.fitting(port, target) : this.host.create(port);
    });
    const computed = targets.map((target, index) =>
      this.mayHold(index, target, given) ? target : this.host.create(target),
    );
    for (const [index, { name }] of this.inputPorts.entries()) this.model?.setInput(name, given[index]!);
    for (const [index, { name }] of this.outputPorts.entries()) this.model?.setOutput(name, computed[index]!);
    this.model?.infer();
    for (const [index, tensor] of computed.entries()) {
      if (tensor === targets[index]) continue;
      targets[index]!.array.set(tensor.array);
      tensor.dispose();
    }
    return Object.fromEntries(this.outputPorts.map(({ name }, index) => [name, targets[index]!]));
  }

  async dispose(): Promise<void> {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.model?.dispose();
    this.host.onDispose();
  }

  /** Whether an output can be computed right where it is to go: not over an input that may be read afterwards. */
  private mayHold(output: number, target: OpenvinoTensor, given: readonly OpenvinoTensor[]): boolean {
    const sharable = this.model?.sharable.get(this.outputPorts[output]!.name);
    return given.every((tensor, index) => !overlap(tensor, target) || sharable?.has(this.inputPorts[index]!.name));
  }

  private fitting(port: Port, tensor: DeviceTensor | undefined): OpenvinoTensor {
    return fittingTensor(this.host.memory, tensor, port.label, port) as OpenvinoTensor;
  }
}

interface Port extends TensorSignature {
  readonly name: string;
  /** As errors call it. */
  readonly label: string;
}

function overlap({ array: a }: OpenvinoTensor, { array: b }: OpenvinoTensor): boolean {
  if (a.buffer !== b.buffer) return false;
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}

function ports(signatures: Program["inputs"], kind: "input" | "output"): readonly Port[] {
  return Object.entries(signatures).map(([name, { shape, dtype }]) => ({
    name,
    shape,
    dtype,
    label: `${kind} ${name}`,
  }));
}
