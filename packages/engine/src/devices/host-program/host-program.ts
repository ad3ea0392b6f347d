import type { DeviceTensor, Program, TensorSignature } from "../../device.ts";
import type { TypedArray } from "../../dtype.ts";
import { DeviceError } from "../../errors/device-error.ts";
import type { Executable } from "../executable.ts";
import type { HostTensor } from "../host-tensor.ts";

/** What a program needs of its device. */
export interface ProgramHost {
  /** The tensor, if it is the device's and as the program was compiled for. */
  check(tensor: DeviceTensor | undefined, label: string, signature: TensorSignature): HostTensor;
  create(signature: TensorSignature): HostTensor;
  onDispose(): void;
}

/** JavaScript in the place of a compiled graph. */
export interface HostComputation {
  /** Names of what `run` is given, in its order. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** @throws DeviceError when the numbers cannot be computed with, as an index beyond the end */
  run(arrays: readonly TypedArray[]): void;
}

/** A program whose numbers this thread computes, in the tensors' own memory. */
export class HostProgram implements Executable {
  readonly inputs: Program["inputs"];
  readonly outputs: Program["outputs"];
  /** There are no intermediate results in memory. */
  readonly scratch = 0;
  private readonly computation: HostComputation;
  private readonly host: ProgramHost;
  private isDisposed = false;

  constructor(computation: HostComputation, inputs: Program["inputs"], outputs: Program["outputs"], host: ProgramHost) {
    this.computation = computation;
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
    const { computation, host } = this;
    const given = computation.inputs.map((name) => host.check(inputs[name], `input ${name}`, this.inputs[name]!));
    const targets = computation.outputs.map((name) => {
      const signature = this.outputs[name]!;
      return outputs[name] ? host.check(outputs[name], `output ${name}`, signature) : host.create(signature);
    });
    computation.run([...given, ...targets].map(({ array }) => array));
    return Object.fromEntries(computation.outputs.map((name, index) => [name, targets[index]!]));
  }

  async dispose(): Promise<void> {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.host.onDispose();
  }
}
