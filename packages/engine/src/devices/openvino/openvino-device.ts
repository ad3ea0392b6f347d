import type { CompileOptions, Precision, TensorSignature } from "../../device.ts";
import type { TypedArray } from "../../dtype.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Executable } from "../executable.ts";
import { expandProducts } from "../expand-products.ts";
import { GraphDevice } from "../graph-device.ts";
import { rowsComputation } from "../host-program/rows.ts";
import type { Allocation } from "../host-tensor.ts";
import { threadCount } from "../threads.ts";
import { Breather } from "./breather.ts";
import { CompiledModel } from "./compiled-model.ts";
import type { Handle, OpenvinoLibrary } from "./library.ts";
import { OpenvinoProgram } from "./openvino-program.ts";
import { OpenvinoTensor } from "./openvino-tensor.ts";

export interface OpenvinoOptions {
  /** As OpenVINO calls the hardware: `CPU` or `GPU`. */
  readonly hardware: "CPU" | "GPU";
  readonly threads?: number | undefined;
  readonly precision?: Precision | undefined;
}

/** OpenVINO on a processor or an Intel GPU, by its C API. */
export class OpenvinoDevice extends GraphDevice {
  readonly name: string;
  readonly description: string;
  override readonly precision: Precision;
  /** A graph takes a tenth of a second, and a compiled one keeps memory for its inputs, outputs and what is between them. */
  override readonly compilation = { operations: 2e10, shapes: 4 };
  private readonly library: OpenvinoLibrary;
  private readonly options: OpenvinoOptions;
  private readonly threads: number;
  private readonly breather = new Breather();
  private core: Handle | null;

  /**
   * @throws DeviceError when the number of threads is none
   * @throws Error when OpenVINO has no such hardware here
   */
  constructor(library: OpenvinoLibrary, options: OpenvinoOptions) {
    super();
    const { hardware, precision = "float32" } = options;
    const threads = threadCount(options.threads);
    this.library = library;
    this.options = options;
    this.threads = threads;
    this.name = hardware === "CPU" ? "openvino" : "openvino:gpu";
    this.core = library.createCore();
    try {
      const present = library.availableDevices(this.core);
      if (!present.some((name) => name === hardware || name.startsWith(`${hardware}.`)))
        throw new Error(`OpenVINO ${library.version} sees no ${hardware} here, only ${present.join(", ")}`);
      const capabilities = library.property(this.core, hardware, "OPTIMIZATION_CAPABILITIES").split(" ");
      this.precision = precision === "bfloat16" && capabilities.includes("BF16") ? "bfloat16" : "float32";
      const version = library.version.split("-")[0];
      const hardwareName = library.property(this.core, hardware, "FULL_DEVICE_NAME").trim();
      const where = hardware === "CPU" ? `${threads} CPU thread${threads === 1 ? "" : "s"}` : hardwareName;
      this.description = `OpenVINO ${version} on ${where}${this.precision === "bfloat16" ? ", bfloat16" : ""}`;
    } catch (error) {
      library.freeCore(this.core);
      throw error;
    }
  }

  override async dispose(): Promise<void> {
    await super.dispose();
    if (this.core !== null) this.library.freeCore(this.core);
    this.core = null;
  }

  protected wrap(array: TypedArray, signature: TensorSignature, allocation: Allocation): OpenvinoTensor {
    return new OpenvinoTensor(this.library, array, signature, allocation);
  }

  protected async createProgram(graph: Graph, { precision = this.precision }: CompileOptions): Promise<Executable> {
    const rows = rowsComputation(graph);
    if (rows) return this.hostProgram(rows, graph);
    await this.breather.breathe();
    this.requireOpen();
    const { library, breather } = this;
    const { hardware } = this.options;
    const properties = {
      // Unset, it would be bfloat16 wherever the processor has that.
      INFERENCE_PRECISION_HINT: precision === "bfloat16" && this.precision === "bfloat16" ? "bf16" : "f32",
      PERFORMANCE_HINT: "LATENCY",
      ...(hardware === "CPU" ? { INFERENCE_NUM_THREADS: String(this.threads) } : {}),
    };
    const model = CompiledModel.compile({ library, core: this.core!, hardware, properties }, expandProducts(graph));
    return this.register(
      (onDispose) =>
        new OpenvinoProgram(model, graph, {
          breather,
          memory: this.host,
          create: (signature) => this.create(signature) as OpenvinoTensor,
          onDispose,
        }),
    );
  }
}
