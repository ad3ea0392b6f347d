import type { DeviceTensor, Program, TensorSignature } from "../../../device.ts";
import { DeviceError } from "../../../errors/device-error.ts";
import type { HostTensor } from "../../host-tensor.ts";
import type { ElementwiseLoop } from "./generate.ts";
import { compileLoop, type HelperThreads, type Loop } from "./helper-threads.ts";

/** What a program needs of its device. */
export interface ElementwiseHost {
  readonly threads: HelperThreads;
  /** The tensor, if it is the device's and as the program was compiled for. */
  check(tensor: DeviceTensor | undefined, label: string, signature: TensorSignature): HostTensor;
  create(signature: TensorSignature): HostTensor;
  onDispose(): void;
}

/** Element-wise arithmetic as one loop over memory, on all of the device's threads. */
export class ElementwiseProgram implements Program {
  readonly inputs: Program["inputs"];
  readonly outputs: Program["outputs"];
  private readonly loop: ElementwiseLoop;
  private readonly compiled: Loop;
  private readonly host: ElementwiseHost;
  private isDisposed = false;

  /** @throws EvalError where code may not be made from strings */
  constructor(loop: ElementwiseLoop, inputs: Program["inputs"], outputs: Program["outputs"], host: ElementwiseHost) {
    this.loop = loop;
    this.compiled = compileLoop(loop.source);
    this.inputs = inputs;
    this.outputs = outputs;
    this.host = host;
  }

  async run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    outputs: Readonly<Record<string, DeviceTensor>> = {},
  ): Promise<Record<string, DeviceTensor>> {
    if (this.isDisposed) throw new DeviceError("the program was disposed");
    for (const name in outputs)
      if (!Object.hasOwn(this.outputs, name)) throw new DeviceError(`the program has no output ${name}`);
    const given = this.loop.inputs.map((name) => this.host.check(inputs[name], `input ${name}`, this.inputs[name]!));
    const targets = this.loop.outputs.map((name) =>
      outputs[name]
        ? this.host.check(outputs[name], `output ${name}`, this.outputs[name]!)
        : this.host.create(this.outputs[name]!),
    );
    const arrays = [...given, ...targets].map((tensor) => tensor.array as Float32Array);
    this.host.threads.run(this.loop.source, this.compiled, arrays, this.loop.size);
    return Object.fromEntries(this.loop.outputs.map((name, index) => [name, targets[index]!]));
  }

  async dispose(): Promise<void> {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.host.onDispose();
  }
}
