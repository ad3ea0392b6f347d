import type {
  InputSpec,
  Program,
  SingleResultFunction,
  TensorFunction,
  TensorSignature,
  VjpOptions,
  VjpPrograms,
} from "../../device.ts";
import type { TypedArray } from "../../dtype.ts";
import { gradientSpec, gradients } from "../../trace/vjp.ts";
import { HostDevice, vjpPrograms } from "../host-device.ts";
import { type Allocation, HostTensor } from "../host-tensor.ts";
import { eagerFacts } from "../program-facts.ts";
import type { EagerBackend } from "./eager-backend.ts";
import { KernelRecorder, RecordedProgram } from "./kernel-recorder.ts";
import { TfjsProgram } from "./tfjs-program.ts";
import "../../ops/mat-mul-4bit.ts";
import "../../ops/scatter-add.ts";

/**
 * A backend of tfjs, called kernel by kernel. Nothing is compiled; a backward program always recomputes.
 * Tensors lie in this process's memory and are copied into the backend's for each run.
 */
export class TfjsDevice extends HostDevice {
  readonly name: string;
  readonly description: string;
  private readonly backendName: string;

  constructor(name: string, { name: backendName, description }: EagerBackend) {
    super();
    this.name = name;
    this.description = description;
    this.backendName = backendName;
  }

  async compile<Name extends string>(fn: TensorFunction<Name>, spec: InputSpec<Name>): Promise<Program> {
    this.requireOpen();
    const recorder = this.debugNumerics ? new KernelRecorder() : null;
    const program = this.register(
      (onDispose) =>
        new TfjsProgram(recorder ? recorder.recording(fn) : fn, spec, this.backendName, this.host, onDispose),
    );
    const executable = recorder ? new RecordedProgram(program, recorder) : program;
    return this.manage(executable, eagerFacts(fn, spec, program));
  }

  async compileVjp<Name extends string>(
    fn: SingleResultFunction<Name>,
    spec: InputSpec<Name>,
    options: VjpOptions,
  ): Promise<VjpPrograms> {
    const backwardSpec = gradientSpec(spec, options);
    const forward = await this.compile((inputs) => ({ y: fn(inputs) }), spec);
    const backward = await this.compile(
      ({ dy, ...inputs }) => {
        const { y: _, ...named } = gradients(fn, inputs, options, () => dy!);
        return named;
      },
      { ...backwardSpec, dy: forward.outputs.y!.shape },
    );
    return vjpPrograms(forward, backward, {});
  }

  protected wrap(array: TypedArray, signature: TensorSignature, allocation: Allocation): HostTensor {
    return new HostTensor(array, signature, allocation);
  }
}
