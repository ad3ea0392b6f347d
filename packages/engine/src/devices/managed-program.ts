import type { DeviceTensor, Program, ProgramPlan } from "../device.ts";
import { DeviceError } from "../errors/device-error.ts";
import type { Executable } from "./executable.ts";
import { HostTensor } from "./host-tensor.ts";
import type { ProgramFacts } from "./program-facts.ts";

type Tensors = Readonly<Record<string, DeviceTensor>>;

/** A program as its users see it: what every device checks, and what it tells of itself, around what the runtime made. */
export class ManagedProgram implements Program {
  readonly inputs: Program["inputs"];
  readonly outputs: Program["outputs"];
  private readonly executable: Executable;
  private readonly facts: ProgramFacts;
  private readonly onDispose: () => void;
  private readonly running = new Set<Promise<unknown>>();
  private readonly inputNames: readonly string[];
  private readonly outputNames: readonly string[];
  private shared: Program["inPlace"] | null = null;
  private plan: ProgramPlan | null = null;
  private disposed: Promise<void> | null = null;

  constructor(executable: Executable, facts: ProgramFacts, onDispose: () => void) {
    this.executable = executable;
    this.facts = facts;
    this.onDispose = onDispose;
    this.inputs = executable.inputs;
    this.outputs = executable.outputs;
    this.inputNames = Object.keys(this.inputs);
    this.outputNames = Object.keys(this.outputs);
  }

  get inPlace(): Program["inPlace"] {
    this.shared ??= this.facts.inPlace();
    return this.shared;
  }

  async run(inputs: Tensors, outputs: Tensors = {}): Promise<Record<string, DeviceTensor>> {
    if (this.disposed) throw new DeviceError("the program was disposed");
    this.checkSharing(inputs, outputs);
    const run = this.executable.run(inputs, outputs);
    this.running.add(run);
    try {
      return await run;
    } finally {
      this.running.delete(run);
    }
  }

  explain(): ProgramPlan {
    this.plan ??= this.facts.explain();
    return this.plan;
  }

  save(): Uint8Array {
    return this.facts.save();
  }

  dispose(): Promise<void> {
    this.disposed ??= this.release();
    return this.disposed;
  }

  private async release(): Promise<void> {
    await Promise.allSettled(this.running);
    this.onDispose();
    await this.executable.dispose();
  }

  /** Refuses an output in memory that is read after it is written there, or written twice. */
  private checkSharing(inputs: Tensors, outputs: Tensors): void {
    const targets: [name: string, tensor: HostTensor][] = [];
    for (const name of this.outputNames) {
      const tensor = outputs[name];
      if (!(tensor instanceof HostTensor)) continue;
      for (const [other, written] of targets)
        if (overlap(tensor, written)) throw new DeviceError(`output ${name} shares memory with output ${other}`);
      targets.push([name, tensor]);
    }
    if (targets.length === 0) return;
    for (const name of this.inputNames) {
      const tensor = inputs[name];
      if (!(tensor instanceof HostTensor)) continue;
      for (const [target, written] of targets) {
        if (!overlap(tensor, written)) continue;
        const isSame = tensor.array.byteOffset === written.array.byteOffset && tensor.size === written.size;
        if (!isSame || !this.inPlace[target]!.includes(name))
          throw new DeviceError(
            `output ${target} shares memory with input ${name}, which the program may read after it has written there`,
          );
      }
    }
  }
}

function overlap(a: HostTensor, b: HostTensor): boolean {
  if (a.allocation !== b.allocation) return false;
  const [left, right] = [a.array, b.array];
  return left.byteOffset < right.byteOffset + right.byteLength && right.byteOffset < left.byteOffset + left.byteLength;
}
