import type { DeviceTensor, Program } from "../device.ts";
import type { TypedArray } from "../dtype.ts";
import { NumericsError } from "../errors/numerics-error.ts";
import { describeValue, firstNonFinite, type NonFinite, type NumericsGraph } from "../graph/numerics.ts";
import type { Executable } from "./executable.ts";

type Tensors = Readonly<Record<string, DeviceTensor>>;

/** Runs a graph that counts its NaN and infinities, and throws where it has any. */
export class NumericsExecutable implements Executable {
  readonly inputs: Program["inputs"];
  readonly outputs: Program["outputs"];
  private readonly executable: Executable;
  private readonly numerics: NumericsGraph;
  private readonly read: (tensor: DeviceTensor) => Promise<TypedArray>;

  constructor(executable: Executable, numerics: NumericsGraph, read: (tensor: DeviceTensor) => Promise<TypedArray>) {
    this.executable = executable;
    this.numerics = numerics;
    this.read = read;
    const { [numerics.counts]: _, ...outputs } = executable.outputs;
    this.inputs = executable.inputs;
    this.outputs = outputs;
  }

  async run(inputs: Tensors, outputs: Tensors = {}): Promise<Record<string, DeviceTensor>> {
    // Before the run, as it may write over them.
    const given = new Map<string, NonFinite>();
    for (const [name, { dtype }] of Object.entries(this.inputs)) {
      const tensor = inputs[name];
      if (dtype !== "float32" || tensor?.dtype !== dtype) continue;
      const counts = countIn(await this.read(tensor));
      if (counts.nan + counts.infinite > 0) given.set(name, counts);
    }
    const { [this.numerics.counts]: counts, ...results } = await this.executable.run(inputs, outputs);
    const numbers = await this.read(counts!);
    counts!.dispose();
    const error = this.errorOf(numbers, given);
    if (!error) return results;
    for (const [name, tensor] of Object.entries(results)) if (!outputs[name]) tensor.dispose();
    throw error;
  }

  dispose(): Promise<void> {
    return this.executable.dispose();
  }

  private errorOf(numbers: TypedArray, given: ReadonlyMap<string, NonFinite>): NumericsError | null {
    const found = firstNonFinite(this.numerics.checked, numbers, (name) => !given.has(name));
    if (!found) return null;
    const { node, nan, infinite, madeByNode } = found;
    const [bad] = given;
    if (!madeByNode && bad) {
      const [name, counts] = bad;
      const { shape } = this.inputs[name]!;
      const fault = { op: null, source: "", shape, inputs: [`input ${name} float32[${shape}]`], ...counts };
      return new NumericsError(`input ${name} float32[${shape}] ${inWords(counts)} when it was given`, fault);
    }
    const { op, source, output } = node;
    const operands = node.inputs.filter(({ dtype }) => dtype !== "int64").map(describeValue);
    const fault = { op, source, shape: output.shape, inputs: operands, nan, infinite };
    const from = source ? `, from tfjs's ${source},` : "";
    const made = madeByNode ? "of finite operands" : "of a constant that is not finite";
    return new NumericsError(
      `${op}${from} ${inWords({ nan, infinite })} in its result [${output.shape}], ${made}: ${operands.join(", ")}`,
      fault,
    );
  }
}

function countIn(data: TypedArray): NonFinite {
  let [nan, infinite] = [0, 0];
  for (const value of data) {
    if (Number.isNaN(value)) nan++;
    else if (!Number.isFinite(value)) infinite++;
  }
  return { nan, infinite };
}

function inWords({ nan, infinite }: NonFinite): string {
  const parts = [nan > 0 ? `${nan} NaN` : "", infinite > 0 ? `${infinite} infinite` : ""].filter(Boolean);
  return `has ${parts.join(" and ")} element${nan + infinite === 1 ? "" : "s"}`;
}
