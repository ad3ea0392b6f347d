import { InferenceSession } from "onnxruntime-node";
import type { DeviceMemory, DeviceTensor, TensorSignature } from "../../../device.ts";
import type { TypedArray } from "../../../dtype.ts";
import { DeviceError } from "../../../errors/device-error.ts";
import type { Graph } from "../../../graph/graph.ts";
import { toOnnx } from "../../../graph/onnx.ts";
import type { Executable } from "../../executable.ts";
import { GraphDevice } from "../../graph-device.ts";
import { type Allocation, allocateHost, fittingTensor, HostTensor, ownTensor } from "../../host-tensor.ts";
import { sessionOptions } from "../session.ts";
import { threadsFor } from "../threads.ts";
import { GpuAllocation, placeOf } from "./gpu-allocation.ts";
import { GpuCopies, type OutputLocation } from "./gpu-copies.ts";
import { GpuProgram } from "./gpu-program.ts";
import { adapt } from "./passes/adapt.ts";
import { namesOfCpuNodes } from "./passes/cpu-nodes.ts";
import { Turns } from "./turns.ts";

export interface GpuOptions {
  readonly description: string;
  /** For what onnxruntime leaves to the CPU. Default: 1. */
  readonly threads?: number;
  /** Refuse graphs of which onnxruntime would compute a part on the CPU. */
  readonly refuseCpu?: boolean;
}

/** onnxruntime's WebGPU provider. Tensors live on the GPU from their first use on; the host's arrays are what they are read into. */
export class GpuDevice extends GraphDevice {
  readonly name = "webgpu";
  readonly description: string;
  override readonly hasFreeViews = false;
  private readonly copies = new GpuCopies((model, location) => this.createSession(model, location, 1));
  private readonly turns = new Turns();
  private readonly threads: number;
  private readonly refuseCpu: boolean;

  constructor({ description, threads = 1, refuseCpu = false }: GpuOptions) {
    super();
    this.description = description;
    this.threads = threads;
    this.refuseCpu = refuseCpu;
  }

  override memory(): DeviceMemory {
    return { ...super.memory(), ...this.copies.transfers };
  }

  /**
   * Brings a number to the GPU, which starts it.
   *
   * @throws DeviceError when there is none that the provider takes
   */
  async tryOut(): Promise<void> {
    (await this.copies.zeros(1, "float32")).release();
  }

  override write(tensor: DeviceTensor, data: TypedArray): void {
    super.write(tensor, data);
    const { allocation, begin, end } = placeOf(ownTensor(this.host, tensor, "the tensor"));
    allocation.written(begin, end);
  }

  override zero(tensor: DeviceTensor): void {
    const { allocation, begin, end } = placeOf(ownTensor(this.host, tensor, "the tensor"));
    allocation.zero(begin, end);
  }

  override async read(tensor: DeviceTensor): Promise<TypedArray> {
    ownTensor(this.host, tensor, "the tensor");
    return this.turns.take(async () => {
      const own = ownTensor(this.host, tensor, "the tensor");
      const { allocation, begin, end } = placeOf(own);
      try {
        await allocation.fetch(begin, end, this.copies);
      } catch (error) {
        throw new DeviceError(`onnxruntime failed to read a tensor: ${(error as Error).message}`, { cause: error });
      }
      return own.array.slice();
    });
  }

  override async dispose(): Promise<void> {
    await super.dispose();
    await this.turns.take(() => this.copies.dispose());
  }

  protected override create(signature: TensorSignature): HostTensor {
    const array = allocateHost(signature);
    // The GPU has no bytes, see `widenBytes`.
    const dtype = signature.dtype === "uint8" ? "int32" : signature.dtype;
    return this.wrap(array, signature, new GpuAllocation(this.host, array, dtype));
  }

  protected wrap(array: TypedArray, signature: TensorSignature, allocation: Allocation): HostTensor {
    return new HostTensor(array, signature, allocation);
  }

  protected async createProgram(graph: Graph): Promise<Executable> {
    const adapted = adapt(graph);
    const names = namesOfCpuNodes(adapted);
    const threads = threadsFor(graph, this.threads);
    const session = await this.createSession(toOnnx(adapted, { nodeNames: names }), "gpu-buffer", threads, [
      ...names.values(),
    ]);
    return this.register(
      (onDispose) =>
        new GpuProgram(
          session,
          graph,
          {
            turns: this.turns,
            copies: this.copies,
            check: (tensor, label, signature) => fittingTensor(this.host, tensor, label, signature),
            create: (signature) => this.create(signature),
          },
          onDispose,
        ),
    );
  }

  private async createSession(
    model: Uint8Array,
    location: OutputLocation,
    threads: number,
    forceCpuNodeNames: readonly string[] = [],
  ): Promise<InferenceSession> {
    const options = sessionOptions(threads);
    const session = {
      ...(options.extra?.session as object),
      ...(this.refuseCpu ? { disable_cpu_ep_fallback: "1" } : {}),
    };
    try {
      return await InferenceSession.create(model, {
        ...options,
        executionProviders: [{ name: "webgpu", ...(forceCpuNodeNames.length > 0 ? { forceCpuNodeNames } : {}) }],
        ...(location === "gpu-buffer" ? { preferredOutputLocation: location } : {}),
        extra: { ...options.extra, session },
      });
    } catch (error) {
      throw new DeviceError(`onnxruntime refused a graph: ${(error as Error).message}`, { cause: error });
    }
  }
}
