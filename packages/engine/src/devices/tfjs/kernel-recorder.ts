import * as tf from "@tensorflow/tfjs";
import type { DeviceTensor, Program, TensorFunction } from "../../device.ts";
import { NumericsError, type NumericsFault } from "../../errors/numerics-error.ts";
import type { Executable } from "../executable.ts";

type Tensors = Readonly<Record<string, DeviceTensor>>;
type KernelRun = { kernelName?: string; inputs?: tf.NamedTensorMap };

/** tfjs's engine as far as kernels go through it; `runKernelFunc` is private in its types. */
interface KernelEngine {
  runKernelFunc(run: KernelRun): tf.Tensor | tf.Tensor[];
}

/** Watches the kernels that a function calls for the first that makes a NaN or an infinity of finite operands. */
export class KernelRecorder {
  private fault: NumericsFault | null = null;
  private isOn = false;

  /** Forgets what it saw, and is on from now on. */
  start(): void {
    this.fault = null;
    this.isOn = true;
  }

  /** What it saw since it was started. */
  result(): NumericsFault | null {
    return this.fault;
  }

  /** The function, watched while the recorder is on. */
  recording(fn: TensorFunction): TensorFunction {
    return (inputs) => {
      if (!this.isOn) return fn(inputs);
      const engine = tf.engine() as unknown as KernelEngine;
      const original = engine.runKernelFunc;
      engine.runKernelFunc = (run) => {
        const result = original.call(engine, run);
        if (run.kernelName) this.look(run.kernelName, run.inputs ?? {}, Array.isArray(result) ? result : [result]);
        return result;
      };
      try {
        return fn(inputs);
      } finally {
        engine.runKernelFunc = original;
      }
    };
  }

  private look(kernel: string, inputs: tf.NamedTensorMap, results: readonly tf.Tensor[]): void {
    if (this.fault) return;
    for (const result of results) {
      const { nan, infinite } = countIn(result);
      // Of lists, as Concat has them, the operands are numbered.
      const operands = Object.values(inputs).filter((operand) => operand instanceof tf.Tensor);
      if (nan + infinite === 0 || operands.some((operand) => !allFinite(operand))) continue;
      const described = Object.entries(inputs).map(([name, { dtype, shape }]) => `${name} ${dtype}[${shape}]`);
      this.fault = { op: kernel, source: kernel, shape: result.shape, inputs: described, nan, infinite };
      return;
    }
  }
}

/** Runs a program whose function is recorded, and throws where the recorder found something. */
export class RecordedProgram implements Executable {
  readonly inputs: Program["inputs"];
  readonly outputs: Program["outputs"];
  private readonly program: Executable;
  private readonly recorder: KernelRecorder;

  constructor(program: Executable, recorder: KernelRecorder) {
    this.program = program;
    this.recorder = recorder;
    this.inputs = program.inputs;
    this.outputs = program.outputs;
  }

  async run(inputs: Tensors, outputs: Tensors = {}): Promise<Record<string, DeviceTensor>> {
    this.recorder.start();
    const results = await this.program.run(inputs, outputs);
    const fault = this.recorder.result();
    if (!fault) return results;
    for (const [name, tensor] of Object.entries(results)) if (!outputs[name]) tensor.dispose();
    const { op, shape, nan, infinite, inputs: operands } = fault;
    throw new NumericsError(
      `tfjs's ${op} has ${nan} NaN and ${infinite} infinite elements in its result [${shape}], of finite operands: ${operands.join(", ")}`,
      fault,
    );
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }
}

function countIn(tensor: tf.Tensor): { nan: number; infinite: number } {
  let [nan, infinite] = [0, 0];
  if (tensor.dtype === "float32")
    for (const value of tensor.dataSync()) {
      if (Number.isNaN(value)) nan++;
      else if (!Number.isFinite(value)) infinite++;
    }
  return { nan, infinite };
}

function allFinite(tensor: tf.Tensor): boolean {
  const { nan, infinite } = countIn(tensor);
  return nan + infinite === 0;
}
