import { InferenceSession, type Tensor } from "onnxruntime-node";
import type { DeviceTensor, Program } from "../../device.ts";
import { allocate, type DataType, sizeOf } from "../../dtype.ts";
import { DeviceError } from "../../errors.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { inputName, outputName, toOnnx } from "../../graph/onnx.ts";
import { heapKeepsMemory } from "./heap.ts";
import { OrtTensor } from "./ort-tensor.ts";

type Specs = Program["inputs"];

/** One session over one graph. */
export class OrtProgram implements Program {
  readonly inputs: Specs;
  readonly outputs: Specs;
  private readonly session: InferenceSession;
  private readonly fed: readonly string[];
  private readonly onDispose: () => void;

  private constructor(session: InferenceSession, graph: Graph, onDispose: () => void) {
    this.session = session;
    this.inputs = specs(graph.inputs);
    this.outputs = specs(graph.outputs);
    // onnxruntime drops inputs that nothing reads and refuses to be fed them.
    const accepted = new Set(session.inputNames);
    this.fed = Object.keys(this.inputs).filter((name) => accepted.has(inputName(name)));
    this.onDispose = onDispose;
  }

  static async create(graph: Graph, threads: number, onDispose: () => void): Promise<OrtProgram> {
    // Indices of a reducing scatter may repeat, and onnxruntime's threads would race over them.
    const races = graph.nodes.some((node) => node.op === "ScatterND" && node.attributes.reduction === "add");
    try {
      const session = await InferenceSession.create(toOnnx(graph), sessionOptions(races ? 1 : threads));
      return new OrtProgram(session, graph, onDispose);
    } catch (error) {
      throw new DeviceError(`onnxruntime refused a graph: ${(error as Error).message}`, { cause: error });
    }
  }

  async run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    outputs: Readonly<Record<string, DeviceTensor>> = {},
  ): Promise<Record<string, DeviceTensor>> {
    const feeds: Record<string, Tensor> = {};
    for (const name of this.fed) feeds[inputName(name)] = checked(inputs[name], name, this.inputs[name]!).tensor;
    const fetches: Record<string, Tensor> = {};
    const results: Record<string, DeviceTensor> = {};
    for (const [name, spec] of Object.entries(this.outputs)) {
      const target = outputs[name]
        ? checked(outputs[name], name, spec)
        : new OrtTensor(allocate(spec.dtype, sizeOf(spec.shape)), spec.shape, spec.dtype);
      fetches[outputName(name)] = target.tensor;
      results[name] = target;
    }
    try {
      await this.session.run(feeds, fetches);
    } catch (error) {
      throw new DeviceError(`onnxruntime failed: ${(error as Error).message}`, { cause: error });
    }
    return results;
  }

  async dispose(): Promise<void> {
    await this.session.release();
    this.onDispose();
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
    enableCpuMemArena: !heapKeepsMemory(process.env),
    // A waiting thread would spin in the way of the next program, and of whatever else runs on the machine.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  };
}

function specs(values: ReadonlyMap<string, Value>): Specs {
  return Object.fromEntries([...values].map(([name, { shape, dtype }]) => [name, { shape, dtype: dtype as DataType }]));
}

function checked(tensor: DeviceTensor | undefined, name: string, spec: Specs[string]): OrtTensor {
  if (!(tensor instanceof OrtTensor)) throw new DeviceError(`no tensor of this device was given for ${name}`);
  if (tensor.dtype !== spec.dtype || tensor.size !== sizeOf(spec.shape) || tensor.shape.length !== spec.shape.length)
    throw new DeviceError(
      `${name} is ${tensor.dtype}[${tensor.shape}], the program was compiled for ${spec.dtype}[${spec.shape}]`,
    );
  return tensor;
}
